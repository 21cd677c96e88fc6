import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent

private func neighbor(
  family: UInt8 = 2, index: UInt32 = 1, state: UInt16 = 4, flags: UInt8 = 0,
  _ attributes: [UInt8] = []
) throws -> JSONNode {
  let bytes = [family, 0, 0, 0] + le32(index) + le16(state) + [flags, 1] + attributes
  let message = NeighborMessage(bytes.rawBytes)
  var json = JSONWriter()
  try NeighborRecord().write(try #require(message), bytes.rawBytes, to: &json)
  let node = try MethodRun.parse(json)
  if case .array(let schema)? = MethodContract.listNeighbors.result.first?.schema {
    Conformance.check(node, schema, at: "neighbor")
  }
  return node
}

private func rule(
  family: UInt8 = 2, table: UInt8 = 254, action: UInt8 = 1, flags: UInt32 = 0,
  _ attributes: [UInt8] = []
) throws -> JSONNode {
  let bytes = [family, 16, 24, 0, table, 0, 0, action] + le32(flags) + attributes
  let message = RuleMessage(bytes.rawBytes)
  var json = JSONWriter()
  try RuleRecord().write(try #require(message), bytes.rawBytes, to: &json)
  let node = try MethodRun.parse(json)
  if case .array(let schema)? = MethodContract.listRules.result.first?.schema {
    Conformance.check(node, schema, at: "rule")
  }
  return node
}

@Suite("The record of a neighbor")
struct NeighborRecordTests {
  @Test func writesReceivedMembers() throws {
    let whole = try neighbor(
      state: 0x80, flags: 0x80,
      attribute(1, [10, 0, 0, 1]) + attribute(2, [2, 0, 0, 0, 0, 0x1a]) + attribute(4, le32(3))
        + attribute(12, [12]) + attribute(15, le32(9))
        + attribute(3, le32(1) + le32(2) + le32(3) + le32(4)))
    #expect(whole["address"]?.text == "10.0.0.1")
    #expect(whole["interface"]?.text == "lo")
    #expect(whole["linkAddress"]?.text == "02:00:00:00:00:1a")
    #expect(whole["state"]?.text == "PERMANENT")
    #expect(whole["flags"]?.texts == ["ROUTER", "MANAGED", "0x800"])
    #expect(whole["protocol"]?.text == "bird")
    #expect(whole["probes"]?.number == 3)
    #expect(whole["confirmedHundredthsAgo"]?.number == 1)
    #expect(whole["usedHundredthsAgo"]?.number == 2)
    #expect(whole["updatedHundredthsAgo"]?.number == 3)
    #expect(whole["references"]?.number == 4)
  }

  @Test func leavesOutWhatThereIsNot() throws {
    let proxy = try neighbor(index: 0, state: 0, flags: 8, attribute(2, []))
    #expect(proxy["state"]?.text == "NONE")
    for name in ["address", "interfaceIndex", "linkAddress", "protocol", "usedHundredthsAgo"] {
      #expect(proxy[name] == nil)
    }
    #expect(try neighbor(state: 0x101)["state"]?.text == "0x101")
    #expect(throws: NetlinkError.self) { try neighbor(family: 7) }
  }

  @Test func tunnelsHaveAddressesForLinkAddresses() throws {
    #expect(try neighbor(attribute(2, [10, 0, 0, 9]))["linkAddress"]?.text == "10.0.0.9")
    let v6 = [0xfd, 1] + [UInt8](repeating: 0, count: 13) + [9]
    #expect(try neighbor(family: 10, attribute(2, v6))["linkAddress"]?.text == "fd01::9")
    #expect(try neighbor(attribute(2, [1, 0xff, 3]))["linkAddress"]?.text == "01:ff:03")
  }
}

@Suite("The record of a rule")
struct RuleRecordTests {
  @Test func writesEverySelector() throws {
    let whole = try rule(
      flags: 0x3f,
      attribute(1, [10, 1, 0, 0]) + attribute(2, [10, 2, 3, 0]) + attribute(3, [0x65, 0xff, 0])
        + attribute(17, "out") + attribute(6, le32(100)) + attribute(10, le32(16))
        + attribute(16, le32(255)) + attribute(12, [0, 0, 0, 0, 0, 0, 0, 99])
        + attribute(15, le32(70000)) + attribute(20, le32(1) + le32(.max))
        + attribute(22, [6]) + attribute(23, le16(5001) + le16(5002))
        + attribute(24, le16(80) + le16(80)) + attribute(25, [46]) + attribute(30, [63])
        + attribute(26, [0, 0, 0x12, 0x34]) + attribute(27, [0, 0x0f, 0xff, 0xff])
        + attribute(28, le16(0xff)) + attribute(29, le16(0xfff)) + attribute(14, le32(0))
        + attribute(13, le32(7)) + attribute(11, le32(0x5_0006)) + attribute(21, [186]))
    #expect(whole["from"]?.text == "10.2.3.0")
    #expect(whole["fromPrefixLength"]?.number == 24)
    #expect(whole["to"]?.text == "10.1.0.0")
    #expect(whole["toPrefixLength"]?.number == 16)
    #expect(whole["inputInterfaceHex"]?.text == "65ff")
    #expect(whole["outputInterface"]?.text == "out")
    for (name, value) in [
      ("priority", 100), ("mark", 16), ("markMask", 255), ("tunnelID", 99),
      ("tableNumber", 70000), ("uidFirst", 1), ("uidLast", 4_294_967_295), ("ipProtocol", 6),
      ("sourcePortFirst", 5001), ("sourcePortLast", 5002), ("sourcePortMask", 255),
      ("destinationPortFirst", 80), ("destinationPortLast", 80), ("destinationPortMask", 4095),
      ("dscp", 46), ("dscpMask", 63), ("flowLabel", 0x1234), ("flowLabelMask", 0xfffff),
      ("suppressPrefixLength", 0), ("suppressGroup", 7), ("flowFrom", 5), ("flowTo", 6),
    ] as [(String, UInt64)] {
      #expect(whole[name]?.number == value, "\(name)")
    }
    #expect(
      whole["flags"]?.texts == [
        "PERMANENT", "INVERT", "UNRESOLVED", "IIF_DETACHED", "OIF_DETACHED", "0x20",
      ])
    #expect(whole["protocol"]?.text == "bgp")
  }

  /// The kernel says "none" as all ones, as 0, or not at all.
  @Test func leavesOutWhatIsNone() throws {
    let none = try rule(
      table: 0,
      attribute(14, le32(.max)) + attribute(13, le32(.max)) + attribute(22, [0])
        + attribute(19, [0]) + attribute(10, le32(0)) + attribute(16, le32(0)))
    #expect(none["priority"]?.number == 0)
    for name in [
      "suppressPrefixLength", "suppressGroup", "ipProtocol", "l3mdev", "mark", "table", "from",
      "uidFirst",
    ] {
      #expect(none[name] == nil, "\(name)")
    }
    #expect(try rule(attribute(10, le32(5)))["markMask"]?.number == 4_294_967_295)
    #expect(try rule(attribute(16, le32(5)))["mark"]?.number == 0)
  }

  @Test(
    arguments: [
      (0, "unspec"), (1, "table"), (2, "goto"), (3, "nop"), (6, "blackhole"), (7, "unreachable"),
      (8, "prohibit"), (9, "9"),
    ] as [(UInt8, String)])
  func writesTheActionInWords(number: UInt8, word: String) throws {
    #expect(try rule(action: number)["action"]?.text == word)
  }
}
