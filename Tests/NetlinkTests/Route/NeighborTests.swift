import Netlink
import Syscalls
import TestSupport
import Testing

@Suite("Neighbors")
struct NeighborTests {
  @Test func areDumped() {
    #expect(
      Request.neighborDump(family: 10, proxies: true, interface: 7).bytes == [
        0x24, 0x00, 0x00, 0x00,  // nlmsg_len 36
        0x1e, 0x00,  // nlmsg_type RTM_GETNEIGH
        0x01, 0x03,  // nlmsg_flags NLM_F_REQUEST | NLM_F_DUMP
        0x00, 0x00, 0x00, 0x00,  // nlmsg_seq
        0x00, 0x00, 0x00, 0x00,  // nlmsg_pid
        0x0a,  // ndm_family AF_INET6
        0x00,  // ndm_pad1
        0x00, 0x00,  // ndm_pad2
        0x00, 0x00, 0x00, 0x00,  // ndm_ifindex
        0x00, 0x00,  // ndm_state
        0x08,  // ndm_flags NTF_PROXY
        0x00,  // ndm_type
        0x08, 0x00, 0x08, 0x00, 0x07, 0x00, 0x00, 0x00,  // NDA_IFINDEX 7
      ])
    #expect(Request.neighborDump(family: 2, proxies: false).bytes[26] == 0)
  }

  static let answer: [UInt8] = [
    0x02,  // ndm_family AF_INET
    0x00,  // ndm_pad1
    0x00, 0x00,  // ndm_pad2
    0x07, 0x00, 0x00, 0x00,  // ndm_ifindex 7
    0x04, 0x00,  // ndm_state NUD_STALE
    0x88,  // ndm_flags NTF_PROXY | NTF_ROUTER
    0x01,  // ndm_type RTN_UNICAST
    0x08, 0x00, 0x01, 0x00, 0x0a, 0x05, 0x00, 0x02,  // NDA_DST 10.5.0.2
    0x0a, 0x00, 0x02, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x0a, 0x00, 0x00,  // NDA_LLADDR
    0x08, 0x00, 0x04, 0x00, 0x03, 0x00, 0x00, 0x00,  // NDA_PROBES 3
    0x05, 0x00, 0x0c, 0x00, 0x0c, 0x00, 0x00, 0x00,  // NDA_PROTOCOL RTPROT_BIRD
    0x08, 0x00, 0x0f, 0x00, 0x01, 0x00, 0x00, 0x00,  // NDA_FLAGS_EXT NTF_EXT_MANAGED
    0x14, 0x00, 0x03, 0x00,  // NDA_CACHEINFO
    0x10, 0x00, 0x00, 0x00,  // ndm_confirmed
    0x20, 0x00, 0x00, 0x00,  // ndm_used
    0x30, 0x00, 0x00, 0x00,  // ndm_updated
    0x01, 0x00, 0x00, 0x00,  // ndm_refcnt
  ]

  @Test func areReadByteForByte() throws {
    let read = NeighborMessage(NeighborTests.answer.rawBytes)
    let neighbor = try #require(read)
    #expect(neighbor.family == 2)
    #expect(neighbor.index == 7)
    #expect(neighbor.state == 4)
    #expect(neighbor.flags == 0x88)
    #expect(neighbor.type == 1)
    #expect(neighbor.isProxy)
    let attributes = try AttributeTable(NeighborTests.answer.rawBytes, from: NeighborMessage.size)
    #expect(attributes[NeighborAttribute.destination]?.copied == [10, 5, 0, 2])
    #expect(attributes[NeighborAttribute.linkAddress]?.copied == [2, 0, 0, 0, 0, 10])
    #expect(attributes.integer(NeighborAttribute.probes, as: UInt32.self) == 3)
    #expect(attributes.integer(NeighborAttribute.origin, as: UInt8.self) == 12)
    #expect(attributes.integer(NeighborAttribute.extendedFlags, as: UInt32.self) == 1)
    let times = try NeighborCacheInfo(present(attributes, NeighborAttribute.cacheInfo))
    #expect(times.confirmed == 16)
    #expect(times.used == 32)
    #expect(times.updated == 48)
    #expect(times.references == 1)
  }

  @Test(arguments: 0..<12)
  func areNotReadFromLessThanTheirFixedPart(kept: Int) {
    let read = NeighborMessage(NeighborTests.answer.rawBytes.extracting(0..<kept))
    #expect(read == nil)
  }

  @Test(arguments: 0...20)
  func timesAreReadAsFarAsTheyReach(length: Int) {
    let bytes = (1...5).flatMap { le32($0) }
    let times = NeighborCacheInfo(bytes.rawBytes.extracting(0..<length))
    #expect(times.confirmed == (length >= 4 ? 1 : nil))
    #expect(times.used == (length >= 8 ? 2 : nil))
    #expect(times.updated == (length >= 12 ? 3 : nil))
    #expect(times.references == (length >= 16 ? 4 : nil))
  }
}
