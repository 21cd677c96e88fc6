import Netlink
import Syscalls
import TestSupport
import Testing

@Suite("Routes")
struct RouteTests {
  @Test func areDumped() {
    var filter = RouteFilter()
    filter.table = 70000
    filter.outputInterface = 7
    filter.origin = 11
    filter.type = 1
    #expect(
      Request.routeDump(family: 2, filter).bytes == [
        0x2c, 0x00, 0x00, 0x00,  // nlmsg_len 44
        0x1a, 0x00,  // nlmsg_type RTM_GETROUTE
        0x01, 0x03,  // nlmsg_flags NLM_F_REQUEST | NLM_F_DUMP
        0x00, 0x00, 0x00, 0x00,  // nlmsg_seq
        0x00, 0x00, 0x00, 0x00,  // nlmsg_pid
        0x02,  // rtm_family AF_INET
        0x00,  // rtm_dst_len
        0x00,  // rtm_src_len
        0x00,  // rtm_tos
        0x00,  // rtm_table
        0x0b,  // rtm_protocol RTPROT_ZEBRA
        0x00,  // rtm_scope
        0x01,  // rtm_type RTN_UNICAST
        0x00, 0x00, 0x00, 0x00,  // rtm_flags
        0x08, 0x00, 0x0f, 0x00, 0x70, 0x11, 0x01, 0x00,  // RTA_TABLE 70000
        0x08, 0x00, 0x04, 0x00, 0x07, 0x00, 0x00, 0x00,  // RTA_OIF 7
      ])
    #expect(Request.routeDump(family: 10).bytes.count == 28)
  }

  @Test func areLookedUp() {
    var lookup = RouteLookup(family: 2, to: [10, 0, 0, 1])
    lookup.from = [10, 0, 0, 2]
    lookup.tos = 16
    lookup.inputInterface = 3
    lookup.outputInterface = 4
    lookup.mark = 5
    lookup.uid = 6
    lookup.ipProtocol = 17
    lookup.sourcePort = 0x1389
    lookup.destinationPort = 53
    #expect(
      Request.routeLookup(lookup).bytes == [
        0x64, 0x00, 0x00, 0x00,  // nlmsg_len 100
        0x1a, 0x00,  // nlmsg_type RTM_GETROUTE
        0x05, 0x00,  // nlmsg_flags NLM_F_REQUEST | NLM_F_ACK
        0x00, 0x00, 0x00, 0x00,  // nlmsg_seq
        0x00, 0x00, 0x00, 0x00,  // nlmsg_pid
        0x02,  // rtm_family AF_INET
        0x20,  // rtm_dst_len 32
        0x20,  // rtm_src_len 32
        0x10,  // rtm_tos 16
        0x00,  // rtm_table
        0x00,  // rtm_protocol
        0x00,  // rtm_scope
        0x00,  // rtm_type
        0x00, 0x10, 0x00, 0x00,  // rtm_flags RTM_F_LOOKUP_TABLE
        0x08, 0x00, 0x01, 0x00, 0x0a, 0x00, 0x00, 0x01,  // RTA_DST 10.0.0.1
        0x08, 0x00, 0x02, 0x00, 0x0a, 0x00, 0x00, 0x02,  // RTA_SRC 10.0.0.2
        0x08, 0x00, 0x03, 0x00, 0x03, 0x00, 0x00, 0x00,  // RTA_IIF 3
        0x08, 0x00, 0x04, 0x00, 0x04, 0x00, 0x00, 0x00,  // RTA_OIF 4
        0x08, 0x00, 0x10, 0x00, 0x05, 0x00, 0x00, 0x00,  // RTA_MARK 5
        0x08, 0x00, 0x19, 0x00, 0x06, 0x00, 0x00, 0x00,  // RTA_UID 6
        0x05, 0x00, 0x1b, 0x00, 0x11, 0x00, 0x00, 0x00,  // RTA_IP_PROTO 17
        0x06, 0x00, 0x1c, 0x00, 0x13, 0x89, 0x00, 0x00,  // RTA_SPORT 5001
        0x06, 0x00, 0x1d, 0x00, 0x00, 0x35, 0x00, 0x00,  // RTA_DPORT 53
      ])
    // IPv6 refuses RTM_F_LOOKUP_TABLE.
    let v6 = Request.routeLookup(
      RouteLookup(family: 10, to: [UInt8](repeating: 1, count: 16))
    ).bytes
    #expect(v6[17] == 128)
    #expect(Array(v6[24..<28]) == [0, 0, 0, 0])
  }

  static let answer: [UInt8] = [
    0x02,  // rtm_family AF_INET
    0x10,  // rtm_dst_len 16
    0x08,  // rtm_src_len 8
    0x04,  // rtm_tos
    0xfc,  // rtm_table RT_TABLE_COMPAT
    0x0b,  // rtm_protocol RTPROT_ZEBRA
    0xfd,  // rtm_scope RT_SCOPE_LINK
    0x01,  // rtm_type RTN_UNICAST
    0x04, 0x02, 0x00, 0x00,  // rtm_flags RTNH_F_ONLINK | RTM_F_CLONED
    0x08, 0x00, 0x0f, 0x00, 0x70, 0x11, 0x01, 0x00,  // RTA_TABLE 70000
    0x08, 0x00, 0x01, 0x00, 0x0a, 0x01, 0x00, 0x00,  // RTA_DST 10.1.0.0
    0x08, 0x00, 0x06, 0x00, 0x64, 0x00, 0x00, 0x00,  // RTA_PRIORITY 100
    0x1c, 0x00, 0x08, 0x80,  // RTA_METRICS | NLA_F_NESTED
    0x08, 0x00, 0x02, 0x00, 0x78, 0x05, 0x00, 0x00,  // RTAX_MTU 1400
    0x08, 0x00, 0x01, 0x00, 0x04, 0x00, 0x00, 0x00,  // RTAX_LOCK 1 << RTAX_MTU
    0x06, 0x00, 0x10, 0x00, 0x72, 0x00, 0x00, 0x00,  // RTAX_CC_ALGO "r"
    0x24, 0x00, 0x09, 0x00,  // RTA_MULTIPATH
    0x10, 0x00, 0x04, 0x00, 0x07, 0x00, 0x00, 0x00,  // rtnh_len 16, ONLINK, rtnh_hops 0, index 7
    0x08, 0x00, 0x05, 0x00, 0x0a, 0x02, 0x00, 0x01,  // RTA_GATEWAY 10.2.0.1
    0x10, 0x00, 0x01, 0xff, 0x08, 0x00, 0x00, 0x00,  // rtnh_len 16, DEAD, rtnh_hops 255, index 8
    0x08, 0x00, 0x0b, 0x00, 0x04, 0x00, 0x03, 0x00,  // RTA_FLOW 3/4
    0x24, 0x00, 0x0c, 0x00,  // RTA_CACHEINFO
    0x01, 0x00, 0x00, 0x00,  // rta_clntref 1
    0x02, 0x00, 0x00, 0x00,  // rta_lastuse 2
    0xfd, 0xff, 0xff, 0xff,  // rta_expires -3
    0x8f, 0xff, 0xff, 0xff,  // rta_error -EHOSTUNREACH
    0x00, 0x00, 0x00, 0x00,  // rta_id
    0x00, 0x00, 0x00, 0x00,  // rta_ts
    0x00, 0x00, 0x00, 0x00,  // rta_tsage
    0x00, 0x00, 0x00, 0x00,  // what a newer kernel may append
    0x08, 0x00, 0x5f, 0x00, 0x01, 0x02, 0x03, 0x04,  // type 95, which no kernel has yet
  ]

  @Test func areReadByteForByte() throws {
    let read = RouteMessage(RouteTests.answer.rawBytes)
    let route = try #require(read)
    #expect(route.family == 2)
    #expect(route.destinationLength == 16)
    #expect(route.sourceLength == 8)
    #expect(route.tos == 4)
    #expect(route.table == 252)
    #expect(route.origin == 11)
    #expect(route.scope == 253)
    #expect(route.type == 1)
    #expect(route.flags == 0x204)
    #expect(route.isCloned)
    let attributes = try AttributeTable(RouteTests.answer.rawBytes, from: RouteMessage.size)
    #expect(attributes.integer(RouteAttribute.table, as: UInt32.self) == 70000)
    #expect(attributes[RouteAttribute.destination]?.copied == [10, 1, 0, 0])
    #expect(attributes.integer(RouteAttribute.priority, as: UInt32.self) == 100)
    let metrics = try AttributeTable(present(attributes, RouteAttribute.metrics))
    #expect(metrics.integer(2, as: UInt32.self) == 1400)
    #expect(metrics.integer(RouteMetric.lock, as: UInt32.self) == 4)
    #expect(metrics.text(RouteMetric.congestion) == Array("r".utf8))
    let times = try RouteCacheInfo(present(attributes, RouteAttribute.cacheInfo))
    #expect(times.references == 1)
    #expect(times.lastUsed == 2)
    #expect(times.expires == -3)
    #expect(times.error == 0xffff_ff8f)
  }

  @Test func nextHopsAreReadOneByOne() throws {
    let attributes = try AttributeTable(RouteTests.answer.rawBytes, from: RouteMessage.size)
    var cursor = NextHopCursor(try present(attributes, RouteAttribute.multipath))
    let first = try cursor.next()
    #expect(first?.flags == 4)
    #expect(first?.hops == 0)
    #expect(first?.index == 7)
    #expect(first?.attributes == 8..<16)
    let gateway = try AttributeTable(cursor.payload(try #require(first)))
    #expect(gateway[RouteAttribute.gateway]?.copied == [10, 2, 0, 1])
    let second = try cursor.next()
    #expect(second?.flags == 1)
    #expect(second?.hops == 255)
    #expect(second?.index == 8)
    #expect(second?.attributes == 24..<32)
    let flow = try AttributeTable(cursor.payload(try #require(second)))
    #expect(flow.integer(RouteAttribute.flow, as: UInt32.self) == 0x3_0004)
    let end = try cursor.next()
    #expect(end == nil)
  }

  @Test(
    arguments: [
      [0x07, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00],  // rtnh_len below its own header
      [0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00],  // rtnh_len 0, which would never end
      [0x0c, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00],  // rtnh_len behind the end
      [0x08, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00],  // cut short
    ] as [[UInt8]])
  func legsThatDoNotFitAreErrors(bytes: [UInt8]) {
    var cursor = NextHopCursor(bytes.rawBytes)
    var isMalformed = false
    do throws(NetlinkError) {
      _ = try cursor.next()
    } catch {
      if case .malformed = error { isMalformed = true }
    }
    #expect(isMalformed)
  }

  @Test(arguments: 0..<12)
  func areNotReadFromLessThanTheirFixedPart(kept: Int) {
    let read = RouteMessage(RouteTests.answer.rawBytes.extracting(0..<kept))
    #expect(read == nil)
  }

  @Test(arguments: 0...20)
  func timesAreReadAsFarAsTheyReach(length: Int) {
    let bytes = (1...5).flatMap { le32($0) }
    let times = RouteCacheInfo(bytes.rawBytes.extracting(0..<length))
    #expect(times.references == (length >= 4 ? 1 : nil))
    #expect(times.lastUsed == (length >= 8 ? 2 : nil))
    #expect(times.expires == (length >= 12 ? 3 : nil))
    #expect(times.error == (length >= 16 ? 4 : nil))
  }
}
