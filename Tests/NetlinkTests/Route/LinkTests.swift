import Netlink
import Syscalls
import TestSupport
import Testing

@Suite("Links")
struct LinkTests {
  @Test func areDumpedWithAnExtendedMask() {
    #expect(
      Request.linkDump().bytes == [
        0x28, 0x00, 0x00, 0x00,  // nlmsg_len 40
        0x12, 0x00,  // nlmsg_type RTM_GETLINK
        0x01, 0x03,  // nlmsg_flags NLM_F_REQUEST | NLM_F_DUMP
        0x00, 0x00, 0x00, 0x00,  // nlmsg_seq
        0x00, 0x00, 0x00, 0x00,  // nlmsg_pid
        0x00,  // ifi_family AF_UNSPEC
        0x00,  // pad
        0x00, 0x00,  // ifi_type
        0x00, 0x00, 0x00, 0x00,  // ifi_index
        0x00, 0x00, 0x00, 0x00,  // ifi_flags
        0x00, 0x00, 0x00, 0x00,  // ifi_change
        0x08, 0x00, 0x1d, 0x00,  // IFLA_EXT_MASK
        0x10, 0x00, 0x00, 0x00,  // RTEXT_FILTER_MRP
      ])
  }

  @Test func areFilteredByTheKernel() {
    var filter = LinkFilter()
    filter.kind = Array("veth".utf8)
    filter.master = 7
    filter.hasFunctions = true
    #expect(
      Array(Request.linkDump(filter).bytes.dropFirst(32)) == [
        0x08, 0x00, 0x1d, 0x00,  // IFLA_EXT_MASK
        0x11, 0x00, 0x00, 0x00,  // RTEXT_FILTER_MRP | RTEXT_FILTER_VF
        0x08, 0x00, 0x0a, 0x00,  // IFLA_MASTER
        0x07, 0x00, 0x00, 0x00,
        0x0c, 0x00, 0x12, 0x00,  // IFLA_LINKINFO
        0x08, 0x00, 0x01, 0x00,  // IFLA_INFO_KIND
        0x76, 0x65, 0x74, 0x68,  // veth
      ])
  }

  @Test func countersAreLeftOutOnRequest() {
    var filter = LinkFilter()
    filter.hasCounters = false
    // RTEXT_FILTER_MRP | RTEXT_FILTER_SKIP_STATS
    #expect(Array(Request.link(index: 1, filter).bytes[36...]) == [0x18, 0x00, 0x00, 0x00])
  }

  @Test func areAskedForOneByOne() {
    let index = Request.link(index: 7).bytes
    #expect(Array(index[4..<8]) == [0x12, 0x00, 0x05, 0x00])  // RTM_GETLINK, REQUEST | ACK
    #expect(Array(index[20..<24]) == [0x07, 0x00, 0x00, 0x00])  // ifi_index
    let short = Request.link(name: Array("abcdefghijklmno".utf8)).bytes
    #expect(Array(short[40..<44]) == [0x14, 0x00, 0x03, 0x00])  // IFLA_IFNAME, with its NUL
    let long = Request.link(name: Array("abcdefghijklmnop".utf8)).bytes
    #expect(Array(long[40..<44]) == [0x15, 0x00, 0x35, 0x00])  // IFLA_ALT_IFNAME
    #expect(long.count == 64 && short.count == 60)
  }

  @Test func namesAreFoundInADatagram() {
    func link(_ index: UInt8, _ attributes: [UInt8]) -> [UInt8] {
      message(16, [0, 0, 1, 0, index, 0, 0, 0] + [UInt8](repeating: 0, count: 8) + attributes)
    }
    func names(_ datagram: [UInt8]) -> [[UInt8]] {
      var found: [[UInt8]] = []
      LinkNames.each(in: datagram.rawBytes) { found.append([UInt8($0)] + $1) }
      return found
    }
    let first = link(2, attribute(3, [0x76, 0xff, 0]) + attribute(4, [0, 0, 0, 0]))
    let last = link(9, attribute(3, Array("lo\0".utf8)))
    // Without a name, with the name in another place, cut short, no link, and no message at all.
    let passed =
      link(3, []) + link(4, attribute(4, [1]) + attribute(3, [0x61, 0])) + message(16, [0, 0])
      + message(17, Array(last.dropFirst(16))) + link(5, [9, 0, 3, 0, 0x61])
    #expect(names(first + passed + last + done()) == [[2, 0x76, 0xff], [9, 0x6c, 0x6f]])
    #expect(names([]) == [] && names([1, 2, 3]) == [])
    for length in [0, 15, 17, UInt32.max] as [UInt32] {
      #expect(names(first + message(16, [], length: length) + last) == [[2, 0x76, 0xff]])
    }
  }

  // A bridge port with some of its attributes: the kernel sends some thirty more.
  static let answer: [UInt8] = [
    0x00,  // ifi_family AF_UNSPEC
    0x00,  // pad
    0x01, 0x00,  // ifi_type ARPHRD_ETHER
    0x04, 0x00, 0x00, 0x00,  // ifi_index
    0x43, 0x10, 0x01, 0x00,  // ifi_flags UP BROADCAST RUNNING MULTICAST LOWER_UP
    0x00, 0x00, 0x00, 0x00,  // ifi_change
    0x07, 0x00, 0x03, 0x00, 0x76, 0x30, 0x00, 0x00,  // IFLA_IFNAME "v0"
    0x08, 0x00, 0x04, 0x00, 0xdc, 0x05, 0x00, 0x00,  // IFLA_MTU 1500
    0x05, 0x00, 0x10, 0x00, 0x06, 0x00, 0x00, 0x00,  // IFLA_OPERSTATE IF_OPER_UP
    0x08, 0x00, 0x0a, 0x00, 0x02, 0x00, 0x00, 0x00,  // IFLA_MASTER 2
    0x0a, 0x00, 0x01, 0x00, 0x0e, 0xce, 0xa4, 0xf6, 0xab, 0x96, 0x00, 0x00,  // IFLA_ADDRESS
    0x20, 0x00, 0x12, 0x00,  // IFLA_LINKINFO
    0x09, 0x00, 0x01, 0x00, 0x76, 0x65, 0x74, 0x68, 0x00, 0x00, 0x00, 0x00,  // IFLA_INFO_KIND
    0x0b, 0x00, 0x04, 0x00, 0x62, 0x72, 0x69, 0x64, 0x67, 0x65, 0x00, 0x00,  // IFLA_INFO_SLAVE_KIND
    0x04, 0x00, 0x02, 0x00,  // IFLA_INFO_DATA, empty
    0x14, 0x00, 0x34, 0x80,  // IFLA_PROP_LIST | NLA_F_NESTED
    0x06, 0x00, 0x35, 0x00, 0x61, 0x00, 0x00, 0x00,  // IFLA_ALT_IFNAME "a"
    0x06, 0x00, 0x35, 0x00, 0xff, 0x00, 0x00, 0x00,  // IFLA_ALT_IFNAME, a byte that is no text
    0x08, 0x00, 0x45, 0x00, 0x00, 0x00, 0x00, 0x00,  // IFLA_TAILROOM, Linux 6.18
  ]

  @Test func areReadByteForByte() throws {
    let read = LinkMessage(LinkTests.answer.rawBytes)
    let link = try #require(read)
    #expect(link.family == 0)
    #expect(link.type == 1)
    #expect(link.index == 4)
    #expect(link.flags == 0x11043)
    #expect(link.change == 0)
    let attributes = try AttributeTable(LinkTests.answer.rawBytes, from: LinkMessage.size)
    #expect(attributes.text(LinkAttribute.name) == Array("v0".utf8))
    #expect(attributes.integer(LinkAttribute.mtu, as: UInt32.self) == 1500)
    #expect(attributes.integer(LinkAttribute.operState, as: UInt8.self) == 6)
    #expect(attributes.integer(LinkAttribute.master, as: UInt32.self) == 2)
    #expect(attributes[LinkAttribute.address]?.copied == [0x0e, 0xce, 0xa4, 0xf6, 0xab, 0x96])
    let info = try AttributeTable(present(attributes, LinkAttribute.info))
    #expect(info.text(LinkInfoAttribute.kind) == Array("veth".utf8))
    #expect(info.text(LinkInfoAttribute.slaveKind) == Array("bridge".utf8))
    var properties = try AttributeCursor(present(attributes, LinkAttribute.properties))
    var names: [[UInt8]] = []
    while let property = try properties.next() {
      #expect(property.type == LinkAttribute.alternativeName)
      names.append(properties.payload(property).beforeNUL.copied)
    }
    #expect(names == [[0x61], [0xff]])
  }

  @Test(arguments: 0..<16)
  func areNotReadFromLessThanTheirFixedPart(kept: Int) {
    let read = LinkMessage(LinkTests.answer.rawBytes.extracting(0..<kept))
    #expect(read == nil)
  }
}

@Suite("A link's counters")
struct LinkStatisticsTests {
  @Test func areDumped() {
    #expect(
      Request.linkStatisticsDump().bytes == [
        0x1c, 0x00, 0x00, 0x00,  // nlmsg_len 28
        0x5e, 0x00,  // nlmsg_type RTM_GETSTATS
        0x01, 0x03,  // nlmsg_flags NLM_F_REQUEST | NLM_F_DUMP
        0x00, 0x00, 0x00, 0x00,  // nlmsg_seq
        0x00, 0x00, 0x00, 0x00,  // nlmsg_pid
        0x00,  // family AF_UNSPEC
        0x00,  // pad1
        0x00, 0x00,  // pad2
        0x00, 0x00, 0x00, 0x00,  // ifindex
        0x01, 0x00, 0x00, 0x00,  // filter_mask IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_64)
      ])
  }

  // The value of each counter is its position, in both halves.
  private static let names: [(name: String, bytes: [UInt8])] = [
    ("rxPackets", [1, 0, 0, 0, 1, 0, 0, 0]),  // rx_packets
    ("txPackets", [2, 0, 0, 0, 2, 0, 0, 0]),  // tx_packets
    ("rxBytes", [3, 0, 0, 0, 3, 0, 0, 0]),  // rx_bytes
    ("txBytes", [4, 0, 0, 0, 4, 0, 0, 0]),  // tx_bytes
    ("rxErrors", [5, 0, 0, 0, 5, 0, 0, 0]),  // rx_errors
    ("txErrors", [6, 0, 0, 0, 6, 0, 0, 0]),  // tx_errors
    ("rxDropped", [7, 0, 0, 0, 7, 0, 0, 0]),  // rx_dropped
    ("txDropped", [8, 0, 0, 0, 8, 0, 0, 0]),  // tx_dropped
    ("multicast", [9, 0, 0, 0, 9, 0, 0, 0]),  // multicast
    ("collisions", [10, 0, 0, 0, 10, 0, 0, 0]),  // collisions
    ("rxLengthErrors", [11, 0, 0, 0, 11, 0, 0, 0]),  // rx_length_errors
    ("rxOverErrors", [12, 0, 0, 0, 12, 0, 0, 0]),  // rx_over_errors
    ("rxCrcErrors", [13, 0, 0, 0, 13, 0, 0, 0]),  // rx_crc_errors
    ("rxFrameErrors", [14, 0, 0, 0, 14, 0, 0, 0]),  // rx_frame_errors
    ("rxFifoErrors", [15, 0, 0, 0, 15, 0, 0, 0]),  // rx_fifo_errors
    ("rxMissedErrors", [16, 0, 0, 0, 16, 0, 0, 0]),  // rx_missed_errors
    ("txAbortedErrors", [17, 0, 0, 0, 17, 0, 0, 0]),  // tx_aborted_errors
    ("txCarrierErrors", [18, 0, 0, 0, 18, 0, 0, 0]),  // tx_carrier_errors
    ("txFifoErrors", [19, 0, 0, 0, 19, 0, 0, 0]),  // tx_fifo_errors
    ("txHeartbeatErrors", [20, 0, 0, 0, 20, 0, 0, 0]),  // tx_heartbeat_errors
    ("txWindowErrors", [21, 0, 0, 0, 21, 0, 0, 0]),  // tx_window_errors
    ("rxCompressed", [22, 0, 0, 0, 22, 0, 0, 0]),  // rx_compressed
    ("txCompressed", [23, 0, 0, 0, 23, 0, 0, 0]),  // tx_compressed
    ("rxNoHandler", [24, 0, 0, 0, 24, 0, 0, 0]),  // rx_nohandler
    ("rxOtherHostDropped", [25, 0, 0, 0, 25, 0, 0, 0]),  // rx_otherhost_dropped
  ]

  /// At every length, a counter that was not received whole is absent, and further bytes do no
  /// harm.
  @Test func areReadAsFarAsTheyReach() {
    let bytes = LinkStatisticsTests.names.flatMap(\.bytes) + [26, 0, 0, 0, 26, 0, 0, 0]
    for length in 0...bytes.count {
      var found: [String] = []
      for field in LinkStatistics.fields {
        let value = field.value(in: bytes.rawBytes.extracting(0..<length))
        guard let value else { break }
        found.append("\(field.name)")
        #expect(value == UInt64(found.count) << 32 | UInt64(found.count))
      }
      #expect(found == LinkStatisticsTests.names.prefix(length / 8).map(\.name))
    }
  }
}
