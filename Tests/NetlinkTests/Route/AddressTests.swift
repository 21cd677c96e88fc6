import Netlink
import Syscalls
import TestSupport
import Testing

@Suite("Addresses")
struct AddressTests {
  @Test func areDumped() {
    #expect(
      Request.addressDump().bytes == [
        0x18, 0x00, 0x00, 0x00,  // nlmsg_len 24
        0x16, 0x00,  // nlmsg_type RTM_GETADDR
        0x01, 0x03,  // nlmsg_flags NLM_F_REQUEST | NLM_F_DUMP
        0x00, 0x00, 0x00, 0x00,  // nlmsg_seq
        0x00, 0x00, 0x00, 0x00,  // nlmsg_pid
        0x00,  // ifa_family AF_UNSPEC
        0x00,  // ifa_prefixlen
        0x00,  // ifa_flags
        0x00,  // ifa_scope
        0x00, 0x00, 0x00, 0x00,  // ifa_index
      ])
  }

  @Test func areDumpedOfOneFamilyAndLink() {
    let bytes = Request.addressDump(family: 10, interface: 7).bytes
    #expect(bytes[16] == 10)  // ifa_family AF_INET6
    #expect(Array(bytes[20...]) == [7, 0, 0, 0])  // ifa_index
  }

  static let answer: [UInt8] = [
    0x02,  // ifa_family AF_INET
    0x18,  // ifa_prefixlen 24
    0x80,  // ifa_flags IFA_F_PERMANENT
    0xfd,  // ifa_scope RT_SCOPE_LINK
    0x07, 0x00, 0x00, 0x00,  // ifa_index
    0x08, 0x00, 0x01, 0x00, 0x0a, 0x05, 0x00, 0x02,  // IFA_ADDRESS 10.5.0.2
    0x08, 0x00, 0x02, 0x00, 0x0a, 0x05, 0x00, 0x01,  // IFA_LOCAL 10.5.0.1
    0x08, 0x00, 0x04, 0x00, 0x0a, 0x05, 0x00, 0xff,  // IFA_BROADCAST 10.5.0.255
    0x08, 0x00, 0x03, 0x00, 0x65, 0x3a, 0x31, 0x00,  // IFA_LABEL "e:1"
    0x08, 0x00, 0x08, 0x00, 0x80, 0x02, 0x00, 0x00,  // IFA_FLAGS PERMANENT NOPREFIXROUTE
    0x08, 0x00, 0x09, 0x00, 0x4d, 0x00, 0x00, 0x00,  // IFA_RT_PRIORITY 77
    0x05, 0x00, 0x0b, 0x00, 0x03, 0x00, 0x00, 0x00,  // IFA_PROTO IFAPROT_KERNEL_LL
    0x14, 0x00, 0x06, 0x00,  // IFA_CACHEINFO
    0xf4, 0x01, 0x00, 0x00,  // ifa_prefered 500
    0xff, 0xff, 0xff, 0xff,  // ifa_valid INFINITY_LIFE_TIME
    0x10, 0x00, 0x00, 0x00,  // cstamp
    0x20, 0x00, 0x00, 0x00,  // tstamp
  ]

  @Test func areReadByteForByte() throws {
    let read = AddressMessage(AddressTests.answer.rawBytes)
    let address = try #require(read)
    #expect(address.family == 2)
    #expect(address.prefixLength == 24)
    #expect(address.flags == 0x80)
    #expect(address.scope == 253)
    #expect(address.index == 7)
    let attributes = try AttributeTable(AddressTests.answer.rawBytes, from: AddressMessage.size)
    #expect(attributes[AddressAttribute.address]?.copied == [10, 5, 0, 2])
    #expect(attributes[AddressAttribute.local]?.copied == [10, 5, 0, 1])
    #expect(attributes[AddressAttribute.broadcast]?.copied == [10, 5, 0, 255])
    #expect(attributes.text(AddressAttribute.label) == Array("e:1".utf8))
    #expect(attributes.integer(AddressAttribute.flags, as: UInt32.self) == 0x280)
    #expect(attributes.integer(AddressAttribute.metric, as: UInt32.self) == 77)
    #expect(attributes.integer(AddressAttribute.origin, as: UInt8.self) == 3)
    let times = try AddressCacheInfo(present(attributes, AddressAttribute.cacheInfo))
    #expect(times.preferred == 500)
    #expect(times.valid == AddressCacheInfo.forever)
    #expect(times.created == 16)
    #expect(times.updated == 32)
  }

  @Test(arguments: 0..<8)
  func areNotReadFromLessThanTheirFixedPart(kept: Int) {
    let read = AddressMessage(AddressTests.answer.rawBytes.extracting(0..<kept))
    #expect(read == nil)
  }

  @Test(arguments: 0...20)
  func timesAreReadAsFarAsTheyReach(length: Int) {
    let bytes = (1...5).flatMap { le32($0) }
    let times = AddressCacheInfo(bytes.rawBytes.extracting(0..<length))
    #expect(times.preferred == (length >= 4 ? 1 : nil))
    #expect(times.valid == (length >= 8 ? 2 : nil))
    #expect(times.created == (length >= 12 ? 3 : nil))
    #expect(times.updated == (length >= 16 ? 4 : nil))
  }
}
