import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent

/// A `struct rtmsg` of a unicast route in the table main, by `boot`, and its attributes.
private func routeMessage(
  family: UInt8 = 2, prefix: UInt8 = 0, flags: UInt32 = 0, type: UInt8 = 1, table: UInt8 = 254,
  origin: UInt8 = 3, scope: UInt8 = 0, _ attributes: [UInt8] = []
) -> [UInt8] {
  [family, prefix, 0, 0, table, origin, scope, type] + le32(flags) + attributes
}

private func record(_ bytes: [UInt8]) throws -> JSONNode {
  let message = RouteMessage(bytes.rawBytes)
  var json = JSONWriter()
  var record = RouteRecord()
  try record.write(try #require(message), bytes.rawBytes, to: &json)
  let node = try MethodRun.parse(json)
  if case .array(let schema)? = MethodContract.listRoutes.result.first?.schema {
    Conformance.check(node, schema, at: "route")
  }
  return node
}

@Suite("The record of a route")
struct RouteRecordTests {
  @Test func writesADefaultRouteInFull() throws {
    let v4 = try record(routeMessage())
    #expect(v4["destination"]?.text == "0.0.0.0")
    #expect(v4["prefixLength"]?.number == 0)
    #expect(v4["nextHops"]?.elements?.isEmpty == true)
    #expect(try record(routeMessage(family: 10))["destination"]?.text == "::")
  }

  @Test func writesWordsAndNumbers() throws {
    let known = try record(routeMessage(type: 6, table: 255, origin: 186, scope: 254))
    #expect(known["type"]?.text == "blackhole")
    #expect(known["typeNumber"]?.number == 6)
    #expect(known["table"]?.text == "local")
    #expect(known["tableNumber"]?.number == 255)
    #expect(known["protocol"]?.text == "bgp")
    #expect(known["protocolNumber"]?.number == 186)
    #expect(known["scope"]?.text == "host")
    #expect(known["scopeNumber"]?.number == 254)
    let unknown = try record(
      routeMessage(type: 99, table: 252, origin: 77, scope: 42, attribute(15, le32(70000))))
    #expect(unknown["type"]?.text == "99")
    #expect(unknown["table"]?.text == "70000")
    #expect(unknown["protocol"]?.text == "77")
    #expect(unknown["scope"]?.text == "42")
  }

  @Test func oneNextHopAndSeveralLookAlike() throws {
    let gateway = attribute(5, [10, 0, 0, 1])
    let one = try record(routeMessage(flags: 4, gateway + attribute(4, le32(4_000_000_000))))
    let leg = one["nextHops"]?.elements?.first
    #expect(leg?["gateway"]?.text == "10.0.0.1")
    #expect(leg?["interfaceIndex"]?.number == 4_000_000_000)
    #expect(leg?["weight"]?.number == 1)
    #expect(leg?["flags"]?.texts == ["ONLINK"])
    #expect(one["flags"]?.texts == ["ONLINK"])
    let legs = le16(16) + [0x01, 9] + le32(4_000_000_000) + gateway + le16(8) + [0, 255] + le32(0)
    let several = try record(routeMessage(attribute(9, legs)))["nextHops"]?.elements
    #expect(several?.count == 2)
    #expect(several?.first?["weight"]?.number == 10)
    #expect(several?.first?["flags"]?.texts == ["DEAD"])
    #expect(several?.last?["weight"]?.number == 256)
    #expect(several?.last?["interfaceIndex"] == nil)
  }

  @Test func aLegThatDoesNotFitIsAnError() throws {
    #expect(throws: NetlinkError.self) { try record(routeMessage(attribute(9, [9, 0, 0, 0]))) }
    #expect(throws: NetlinkError.self) { try record(routeMessage(family: 16)) }
  }

  @Test func gatewaysMayBeOfAnotherFamily() throws {
    let v6: [UInt8] = [0xfe, 0x80] + [UInt8](repeating: 0, count: 13) + [5]
    let via = try record(routeMessage(attribute(18, le16(10) + v6)))["nextHops"]?.elements?.first
    #expect(via?["gateway"]?.text == "fe80::5")
    #expect(via?["gatewayFamily"]?.text == "v6")
    let odd = try record(routeMessage(attribute(18, le16(300) + [1, 2])))["nextHops"]?.elements
    #expect(odd?.first?["gateway"]?.text == "0102")
    #expect(odd?.first?["gatewayFamily"]?.text == "300")
  }

  @Test func labelsAreStacks() throws {
    let stack: [UInt8] = [0x00, 0x0c, 0x80, 0x00, 0x00, 0x12, 0xc1, 0x00]
    let mpls = try record(
      routeMessage(
        family: 28, prefix: 20,
        attribute(1, [0x00, 0x06, 0x41, 0x00]) + attribute(19, stack)
          + attribute(18, le16(2) + [10, 0, 0, 1]) + attribute(26, [1])))
    #expect(mpls["family"]?.text == "mpls")
    #expect(mpls["destination"]?.text == "100")
    #expect(mpls["ttlPropagate"]?.flag == true)
    #expect(mpls["nextHops"]?.elements?.first?["newDestination"]?.text == "200/300")
    #expect(mpls["nextHops"]?.elements?.first?["gatewayFamily"]?.text == "v4")
  }

  @Test func metricsHaveTheKernelsNames() throws {
    let nested =
      attribute(1, le32(1 << 2 | 1 << 16 | 1 << 30)) + attribute(2, le32(1400))
      + attribute(12, le32(0x21)) + attribute(13, le32(250)) + attribute(16, [0x72, 0xff, 0])
      + attribute(77, le32(1))
    let metrics = try #require(record(routeMessage(attribute(8, nested)))["metrics"])
    #expect(metrics["mtu"]?.number == 1400)
    #expect(metrics["rto_min"]?.number == 250)
    #expect(metrics["features"]?.texts == ["ECN", "0x20"])
    #expect(metrics["cc_algo"]?.text == "r\u{fffd}")
    #expect(metrics["cc_algoHex"]?.text == "72ff")
    #expect(metrics["lock"]?.texts == ["mtu", "cc_algo", "0x40000000"])
  }

  @Test func receivedTimesAreWritten() throws {
    let none = try record(routeMessage(attribute(12, le32(0) + le32(0) + le32(0) + le32(0))))
    for name in ["expiresHundredths", "references", "usedHundredthsAgo", "error"] {
      #expect(none[name] == nil)
    }
    let some = try record(
      routeMessage(attribute(12, le32(1) + le32(2) + le32(.max) + le32(0xffff_ff8f))))
    #expect(some["references"]?.number == 1)
    #expect(some["usedHundredthsAgo"]?.number == 2)
    #expect(some["error"]?.text == "EHOSTUNREACH")
    guard case .number(let expires)? = some["expiresHundredths"]?.value else {
      Issue.record("no expiresHundredths")
      return
    }
    #expect(expires.isInteger)
  }

  /// Unknown attributes of a newer kernel and attributes that are cut short are left out.
  @Test func strangersArePassedOver() throws {
    let strange = try record(
      routeMessage(
        attribute(95, [1]) + attribute(200, [1]) + attribute(20, []) + attribute(6, [1, 2])
          + attribute(30, le32(5)) + attribute(1, [1, 2, 3])))
    #expect(strange["preference"] == nil)
    #expect(strange["priority"] == nil)
    #expect(strange["nextHopID"]?.number == 5)
    #expect(strange["destination"]?.text == "010203")
  }

  @Test func encapsulationsAreHandedOn() throws {
    let leg = try record(
      routeMessage(attribute(4, le32(1)) + attribute(21, le16(5)) + attribute(0x8016, [1, 0xab])))
    let encap = leg["nextHops"]?.elements?.first
    #expect(encap?["encap"]?.text == "seg6")
    #expect(encap?["encapNumber"]?.number == 5)
    #expect(encap?["encapHex"]?.text == "01ab")
    #expect(encap?["interface"]?.text == "lo")
  }
}
