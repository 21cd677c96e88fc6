import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent

/// The record of one message, held against the contract of `listLinks`.
func linkRecord(
  _ bytes: [UInt8], addresses: [[UInt8]] = [], visible: VisibleAttributes = .ofRoot
) throws -> JSONNode {
  let link = LinkMessage(bytes.rawBytes)
  var store = AddressStore()
  for address in addresses {
    let message = AddressMessage(address.rawBytes)
    try store.add(try #require(message), address.rawBytes)
  }
  store.sort()
  let writer = LinkRecord(showing: visible)
  var json = JSONWriter()
  let attributes = try AttributeTable(bytes.rawBytes, from: LinkMessage.size)
  try writer.write(try #require(link), attributes, store, to: &json)
  let node = try MethodRun.parse(json)
  if case .array(let schema)? = MethodContract.listLinks.result.first?.schema {
    Conformance.check(node, schema, at: "link")
  }
  return node
}

@Suite("The record of a link")
struct LinkRecordTests {
  @Test func leavesOutWhatIsMissing() throws {
    let link = try linkRecord(linkMessage(attribute(3, "x")))
    #expect(
      link.names == ["index", "name", "alternativeNames", "type", "flags", "addresses"])
  }

  @Test func carriesNamesOfAnyBytes() throws {
    let link = try linkRecord(
      linkMessage(
        attribute(3, [0x61, 0x22, 0x1b, 0xff, 0])  // IFLA_IFNAME
          + attribute(20, Array("two\nlines\u{1}".utf8) + [0xfe, 0])  // IFLA_IFALIAS
          + attribute(52, attribute(53, "plain") + attribute(53, [0x20, 0xff, 0]))))
    #expect(link["name"]?.text == "a\"\u{1b}\u{fffd}")
    #expect(link["nameHex"]?.text == "61221bff")
    #expect(link["alias"]?.text == "two\nlines\u{1}\u{fffd}")
    #expect(link["aliasHex"]?.text == "74776f0a6c696e657301fe")
    #expect(link["alternativeNames"]?.texts == ["plain", " \u{fffd}"])
    #expect(link["alternativeNamesHex"]?.texts == ["706c61696e", "20ff"])
  }

  @Test func hasNoHexWhereTextIsExact() throws {
    let link = try linkRecord(
      linkMessage(
        attribute(3, "ä") + attribute(20, "ok") + attribute(52, attribute(53, "a b"))))
    #expect(link["name"]?.text == "ä")
    #expect(!link.names.contains { $0.hasSuffix("Hex") })
  }

  @Test func ofTwoMTUsTheLastCounts() throws {
    let link = try linkRecord(linkMessage(attribute(4, le32(1)) + attribute(4, le32(2))))
    #expect(link["mtu"]?.number == 2)
    #expect(link.names.filter { $0 == "mtu" }.count == 1)
  }

  @Test func leavesMTUsWithoutLimitOut() throws {
    let link = try linkRecord(linkMessage(attribute(50, le32(68)) + attribute(51, le32(0))))
    #expect(link["minMtu"]?.number == 68)
    #expect(link["maxMtu"] == nil)
  }

  @Test func namesAPeerOnlyInThisNamespace() throws {
    let local = try linkRecord(linkMessage(attribute(5, le32(1))))
    #expect(local["link"]?.number == 1)
    #expect(local["linkName"]?.text == "lo")
    let foreign = try linkRecord(linkMessage(attribute(5, le32(1)) + attribute(37, le32(0))))
    #expect(foreign["link"]?.number == 1)
    #expect(foreign["linkName"] == nil)
    #expect(foreign["linkNetnsID"]?.number == 0)
    let unknown = try linkRecord(linkMessage(attribute(5, le32(1)) + attribute(37, le32(.max))))
    #expect(unknown["linkName"] == nil)
    #expect(try linkRecord(linkMessage(attribute(5, le32(0))))["link"] == nil)
  }

  @Test func writesKindStateAndFlagsInWords() throws {
    let link = try linkRecord(
      linkMessage(
        flags: 0x8001_1043,
        attribute(18, attribute(1, "veth") + attribute(4, "bridge"))
          + attribute(16, [6]) + attribute(17, [1]) + attribute(33, [1]) + attribute(39, [0])))
    #expect(link["kind"]?.text == "veth")
    #expect(link["slaveKind"]?.text == "bridge")
    #expect(
      link["flags"]?.texts
        == ["UP", "BROADCAST", "RUNNING", "MULTICAST", "LOWER_UP", "0x80000000"])
    #expect(link["operState"]?.text == "UP")
    #expect(link["linkMode"]?.text == "DORMANT")
    #expect(link["carrier"]?.flag == true)
    #expect(link["protoDown"]?.flag == false)
  }

  @Test(
    arguments: [
      (1, [0x0e, 0xce, 0xa4, 0xf6, 0xab, 0x06], "ether", "0e:ce:a4:f6:ab:06"),
      (768, [10, 1, 1, 1], "ipip", "10.1.1.1"),
      (776, [10, 1, 1, 1], "sit", "10.1.1.1"),
      (778, [10, 1, 1, 1], "gre", "10.1.1.1"),
      (769, [0xfd] + [UInt8](repeating: 0, count: 14) + [1], "tunnel6", "fd00::1"),
      (823, [0xfd] + [UInt8](repeating: 0, count: 14) + [1], "gre6", "fd00::1"),
      (768, [10, 1, 1], "ipip", "0a:01:01"),
      (0xfffe, [], "none", nil),
      (999, [10, 1, 1, 1], "unknown-999", "0a:01:01:01"),
    ] as [(UInt16, [UInt8], String, String?)])
  func writesHardwareAddressesAsIPDoes(
    type: UInt16, address: [UInt8], word: String, text: String?
  ) throws {
    let link = try linkRecord(linkMessage(type: type, attribute(1, address)))
    #expect(link["type"]?.text == word)
    #expect(link["address"]?.text == text)
  }

  @Test func writesTheReceivedCounters() throws {
    let old = [UInt8](repeating: 0xff, count: 184)
    let counters = try #require(try linkRecord(linkMessage(attribute(23, old)))["statistics"])
    #expect(counters.names.count == 23)
    #expect(counters["txCompressed"]?.number == .max)
    #expect(counters["rxNoHandler"] == nil)
  }

  @Test func hasItsOwnAddressesOnly() throws {
    let link = try linkRecord(
      linkMessage(index: 7, attribute(3, "x")),
      addresses: [
        addressMessage(index: 8, attribute(1, [10, 0, 0, 8])),
        addressMessage(index: 7, attribute(1, [10, 0, 0, 1])),
        addressMessage(index: 6, attribute(1, [10, 0, 0, 6])),
        addressMessage(index: 7, attribute(1, [10, 0, 0, 2])),
      ])
    let own = try #require(link["addresses"]?.elements)
    #expect(own.map { $0["address"]?.text } == ["10.0.0.1", "10.0.0.2"])
  }

  @Test func writesReasonsProgramsAndFamilies() throws {
    let link = try linkRecord(
      linkMessage(
        attribute(55, attribute(2, le32(0x8000_0009)))  // IFLA_PROTO_DOWN_REASON
          + attribute(43, attribute(2, [2]) + attribute(4, le32(9)) + attribute(6, le32(9)))
          + attribute(26, attribute(2, [1]) + attribute(10, attribute(8, [2])))  // IFLA_AF_SPEC
          + attribute(67, [1]) + attribute(68, le16(64)) + attribute(36, [0xab, 0xcd])
          + attribute(38, "p0")))
    #expect(link["protoDownReasons"]?.elements?.compactMap(\.number) == [0, 3, 31])
    #expect(link["xdp"]?["mode"]?.text == "skb")
    #expect(link["xdp"]?["skbProgramID"]?.number == 9)
    #expect(link["inet6AddressGenerationMode"]?.text == "stable_secret")
    #expect(link["netnsImmutable"]?.flag == true)
    #expect(link["headroom"]?.number == 64)
    #expect(link["physicalSwitchID"]?.text == "abcd")
    #expect(link["physicalPortName"]?.text == "p0")
    // XDP_ATTACHED_NONE, and no reason.
    let none = try linkRecord(
      linkMessage(attribute(43, attribute(2, [0])) + attribute(55, attribute(2, le32(0)))))
    #expect(none["xdp"] == nil)
    #expect(none["protoDownReasons"] == nil)
  }

  @Test func writesVirtualFunctions() throws {
    let mac = [2, 0, 0, 0, 0, 9] + [UInt8](repeating: 0, count: 26)
    let function =
      attribute(1, le32(3) + mac)  // IFLA_VF_MAC
      + attribute(2, le32(3) + le32(42) + le32(5))  // IFLA_VF_VLAN
      + attribute(6, le32(3) + le32(10) + le32(1000))  // IFLA_VF_RATE
      + attribute(4, le32(3) + le32(1)) + attribute(9, le32(3) + le32(.max))
      + attribute(5, le32(3) + le32(2))  // IFLA_VF_LINK_STATE
      + attribute(8, attribute(0, le32(7) + le32(0)) + attribute(6, []))  // IFLA_VF_STATS
    let link = try linkRecord(
      linkMessage(attribute(21, le32(1)) + attribute(22, attribute(1, function))))
    #expect(link["numVirtualFunctions"]?.number == 1)
    let received = try #require(link["virtualFunctions"]?.elements?.first)
    #expect(received["index"]?.number == 3)
    #expect(received["address"]?.text == "02:00:00:00:00:09")
    #expect(received["vlan"]?.number == 42)
    #expect(received["qos"]?.number == 5)
    #expect(received["minTxRate"]?.number == 10)
    #expect(received["maxTxRate"]?.number == 1000)
    #expect(received["spoofCheck"]?.flag == true)
    // All ones: nobody knows.
    #expect(received["trust"] == nil)
    #expect(received["linkState"]?.text == "disable")
    #expect(received["statistics"]?["rxPackets"]?.number == 7)
    #expect(received["statistics"]?.names == ["rxPackets"])
  }

  @Test func isRefusedWhereItsAttributesAreMalformed() {
    #expect(throws: NetlinkError.self) { try linkRecord(linkMessage([3, 0, 3, 0])) }
    #expect(throws: NetlinkError.self) { try linkRecord(linkMessage(attribute(18, [9, 0, 1, 0]))) }
    #expect(throws: NetlinkError.self) {
      try linkRecord(linkMessage(attribute(52, [0, 0, 53, 0])))
    }
  }
}
