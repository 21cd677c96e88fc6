import Foundation
import Netlink
import Protocol
import TestSupport
import Testing

@testable import NLAgent

/// The data of each kind of link, also of those that this kernel cannot make. `ip` judges
/// the same bytes: `ip monitor file` reads what `rtmon` would have recorded.
@Suite("Data of kinds of links")
struct LinkDataTests {
  /// A kind's attributes, what the record says, and words that ip prints.
  struct Sample: Sendable, CustomTestStringConvertible {
    let kind: String
    let port: Bool
    let attributes: [UInt8]
    let members: [String: String]
    let words: [String]

    var testDescription: String { kind }

    init(
      _ kind: String, port: Bool = false, _ attributes: [[UInt8]], _ members: [String: String],
      ip words: [String]
    ) {
      self.kind = kind
      self.port = port
      self.attributes = attributes.flatMap { $0 }
      self.members = members
      self.words = words
    }

    /// The RTM_NEWLINK message of such a link.
    var message: [UInt8] {
      let info =
        port
        ? attribute(1, "veth") + attribute(4, kind) + attribute(5, attributes)
        : attribute(1, kind) + attribute(2, attributes)
      // IFLA_IFNAME, IFLA_MTU, IFLA_LINKINFO
      return linkMessage(attribute(3, "x") + attribute(4, le32(1500)) + attribute(18, info))
    }
  }

  static let v6 = [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [7]
  static let mac: [UInt8] = [2, 0, 0, 0, 0x0a, 1]

  static let samples = [
    Sample(
      "vlan",
      [
        attribute(1, le16(42)),  // IFLA_VLAN_ID
        attribute(2, le32(0x13) + le32(0x1f)),  // IFLA_VLAN_FLAGS
        // IFLA_VLAN_EGRESS_QOS, IFLA_VLAN_QOS_MAPPING
        attribute(3, attribute(1, le32(1) + le32(2)) + attribute(1, le32(3) + le32(4))),
        attribute(5, [0x88, 0xa8]),  // IFLA_VLAN_PROTOCOL
      ],
      [
        "id": "42", "flags": "REORDER_HDR GVRP BRIDGE_BINDING", "protocol": "802.1ad",
        "egressQoS": "from 1 to 2, from 3 to 4",
      ],
      ip: ["vlan protocol 802.1ad id 42", "REORDER_HDR", "GVRP", "1:2 3:4"]),
    Sample(
      "bond",
      [
        attribute(1, [4]),  // IFLA_BOND_MODE
        attribute(3, le32(100)),  // IFLA_BOND_MIIMON
        attribute(8, attribute(0, [10, 0, 0, 1]) + attribute(1, [10, 0, 0, 2])),
        attribute(9, le32(3)),  // IFLA_BOND_ARP_VALIDATE
        attribute(14, [1]),  // IFLA_BOND_XMIT_HASH_POLICY
        attribute(21, [1]),  // IFLA_BOND_AD_LACP_RATE
        attribute(22, [2]),  // IFLA_BOND_AD_SELECT
        // IFLA_BOND_AD_INFO
        attribute(23, attribute(1, le16(5)) + attribute(2, le16(2)) + attribute(5, mac)),
        attribute(26, mac),  // IFLA_BOND_AD_ACTOR_SYSTEM
        attribute(31, attribute(0, v6)),  // IFLA_BOND_NS_IP6_TARGET
      ],
      [
        "mode": "802.3ad", "miimon": "100", "arpIPTargets": "10.0.0.1 10.0.0.2",
        "arpValidate": "all", "transmitHashPolicy": "layer3+4", "adLACPRate": "fast",
        "adSelect": "count", "adInfo": "aggregator 5 numPorts 2 partnerMAC 02:00:00:00:0a:01",
        "adActorSystem": "02:00:00:00:0a:01", "nsIP6Targets": "2001:db8::7",
      ],
      ip: [
        "mode 802.3ad", "miimon 100", "arp_ip_target 10.0.0.1,10.0.0.2", "arp_validate all",
        "xmit_hash_policy layer3+4", "lacp_rate fast", "ad_select count", "ad_aggregator 5",
        "ad_num_ports 2", "ad_partner_mac 02:00:00:00:0a:01", "ad_actor_system 02:00:00:00:0a:01",
        "ns_ip6_target 2001:db8::7",
      ]),
    Sample(
      "bond", port: true,
      [
        attribute(1, [1]), attribute(2, [2]), attribute(3, le32(9)), attribute(4, mac),
        attribute(5, le16(3)), attribute(7, [63]),
      ],
      [
        "state": "BACKUP", "miiStatus": "DOWN", "linkFailureCount": "9",
        "permanentAddress": "02:00:00:00:0a:01", "queueID": "3",
        "adActorOperPortState":
          "active short_timeout aggregating in_sync collecting distributing",
      ],
      ip: [
        "state BACKUP", "mii_status DOWN", "link_failure_count 9", "perm_hwaddr 02:00:00:00:0a:01",
        "queue_id 3", "ad_actor_oper_port_state 63",
      ]),
    Sample("vrf", [attribute(1, le32(1001))], ["table": "1001"], ip: ["vrf table 1001"]),
    Sample("vrf", port: true, [attribute(1, le32(7))], ["table": "7"], ip: ["table 7"]),
    Sample(
      "ipvlan", [attribute(1, le16(2)), attribute(2, le16(1))],
      ["mode": "l3s", "flags": "private"], ip: ["mode l3s", "private"]),
    Sample(
      "geneve",
      [
        attribute(1, le32(99)), attribute(2, [10, 1, 2, 3]), attribute(3, [64]),
        attribute(5, [0x17, 0xc1]), attribute(8, [1]), attribute(10, [1]), attribute(13, [1]),
      ],
      [
        "id": "99", "remote": "10.1.2.3", "ttl": "64", "port": "6081", "udpChecksum": "true",
        "udpZeroChecksum6Rx": "true", "df": "set",
      ],
      ip: ["id 99", "remote 10.1.2.3", "ttl 64", "dstport 6081", "udp6zerocsumrx", "df set"]),
    Sample(
      "gre",
      [
        attribute(2, [0xa0, 0]), attribute(4, [0, 0, 0, 5]), attribute(6, [10, 0, 0, 1]),
        attribute(7, [10, 0, 0, 2]), attribute(8, [9]), attribute(10, [1]),
      ],
      [
        "inputFlags": "CSUM KEY", "inputKey": "5", "local": "10.0.0.1", "remote": "10.0.0.2",
        "ttl": "9", "pathMTUDiscovery": "true",
      ],
      ip: ["remote 10.0.0.2", "local 10.0.0.1", "ttl 9", "ikey 0.0.0.5", "icsum"]),
    Sample(
      "ipip",
      [
        attribute(2, [10, 0, 0, 1]), attribute(3, [10, 0, 0, 2]), attribute(4, [7]),
        attribute(9, [4]), attribute(15, le16(1)), attribute(16, le16(5)),
        attribute(17, [0, 0]), attribute(18, [0x15, 0xb3]),
      ],
      [
        "local": "10.0.0.1", "remote": "10.0.0.2", "ttl": "7", "protocol": "ipip",
        "encapType": "fou", "encapFlags": "CSUM REMCSUM", "encapDestinationPort": "5555",
        "encapSourcePort": "0",
      ],
      ip: [
        "ipip ipip remote 10.0.0.2 local 10.0.0.1", "ttl 7", "encap fou", "encap-dport 5555",
        "encap-csum", "encap-remcsum",
      ]),
    Sample(
      "vti", [attribute(2, [0, 0, 1, 0]), attribute(4, [10, 0, 0, 1]), attribute(6, le32(4))],
      ["inputKey": "256", "local": "10.0.0.1", "fwmark": "4"],
      ip: ["local 10.0.0.1", "ikey 0.0.1.0", "fwmark 0x4"]),
    Sample(
      "xfrm", [attribute(2, le32(0x2a))], ["interfaceID": "42"], ip: ["if_id 0x2a"]),
    Sample(
      "ip6tnl",
      [
        attribute(2, v6), attribute(3, v6), attribute(4, [64]), attribute(8, le32(0x11)),
        attribute(9, [41]),
      ],
      [
        "local": "2001:db8::7", "remote": "2001:db8::7", "ttl": "64",
        "flags": "IGN_ENCAP_LIMIT RCV_DSCP_COPY", "protocol": "ip6",
      ],
      ip: [
        "ip6tnl ip6ip6 remote 2001:db8::7 local 2001:db8::7", "encaplimit none", "dscp inherit",
      ]),
    Sample(
      "sit", [attribute(2, [10, 0, 0, 1]), attribute(8, le16(1)), attribute(9, [41])],
      ["local": "10.0.0.1", "flags": "ISATAP", "protocol": "ip6"],
      ip: ["sit ip6ip remote any local 10.0.0.1", "isatap"]),
    Sample(
      "erspan",
      [
        attribute(6, [10, 0, 0, 1]), attribute(7, [10, 0, 0, 2]), attribute(22, [2]),
        attribute(23, [1]), attribute(24, le16(7)),
      ],
      [
        "local": "10.0.0.1", "remote": "10.0.0.2", "erspanVersion": "2",
        "erspanDirection": "egress", "erspanHardwareID": "7",
      ], ip: ["erspan_ver 2", "erspan_dir egress", "erspan_hwid 0x7"]),
    Sample(
      "gtp", [attribute(3, le32(1024)), attribute(4, le32(1)), attribute(6, [5])],
      ["pdpHashSize": "1024", "role": "sgsn", "restartCount": "5"],
      ip: ["gtp role sgsn hsize 1024", "restart_count 5"]),
    Sample(
      "macsec",
      [
        // IFLA_MACSEC_CIPHER_SUITE: 0x0080c20001000004
        attribute(4, le32(0x0100_0004) + le32(0x0080_c200)), attribute(6, [1]),
        attribute(13, [2]),
      ],
      ["cipherSuite": "GCM-AES-XPN-256", "encodingSA": "1", "validation": "strict"],
      ip: ["cipher GCM-AES-XPN-256", "encodingsa 1", "validate strict"]),
    Sample(
      "hsr",
      [attribute(4, mac), attribute(5, le16(77)), attribute(6, [1]), attribute(7, [1])],
      [
        "supervisionAddress": "02:00:00:00:0a:01", "sequenceNumber": "77", "version": "1",
        "protocol": "prp",
      ], ip: ["sequence 77", "proto 1", "supervision 02:00:00:00:0a:01"]),
    Sample(
      "bridge",
      [
        attribute(7, [1]), attribute(8, [0x88, 0xa8]), attribute(39, le16(7)),
        attribute(11, [0x10, 0, 2, 0, 0, 0, 0x0a, 1]), attribute(46, le32(3) + le32(5)),
        attribute(16, le32(150) + le32(0)),
      ],
      [
        "vlanFiltering": "true", "vlanProtocol": "802.1ad", "vlanDefaultPVID": "7",
        "bridgeID": "1000.02:00:00:00:0a:01", "booleanOptions": "NO_LL_LEARN",
        "helloTimer": "150",
      ],
      ip: [
        "vlan_filtering 1", "vlan_protocol 802.1ad", "vlan_default_pvid 7",
        "bridge_id 1000.2:0:0:0:a:1", "no_linklocal_learn 1", "hello_timer    1.50",
      ]),
  ]

  @Test(arguments: samples)
  func isWrittenUnderItsNames(_ sample: Sample) throws {
    let link = try linkRecord(sample.message)
    let data = try #require(link[sample.port ? "portData" : "data"])
    for (name, value) in sample.members { #expect(data[name]?.plain == value, "\(name)") }
    #expect(Set(data.names) == Set(sample.members.keys))
    #expect(data["unknown"] == nil)
  }

  @Test func isAsIpReadsTheSameBytes() throws {
    for sample in LinkDataTests.samples {
      let text = try ip(sample.message)
      for word in sample.words { #expect(text.contains(word), "\(sample.kind): \(text)") }
    }
  }

  /// If attributes are cut short, those that are whole are written, or the message is refused.
  @Test(arguments: samples)
  func nothingTrapsWhereItIsCut(_ sample: Sample) throws {
    for length in 0..<sample.attributes.count {
      let data = Array(sample.attributes[..<length])
      let info =
        sample.port
        ? attribute(4, sample.kind) + attribute(5, data)
        : attribute(1, sample.kind) + attribute(2, data)
      _ = try? linkRecord(linkMessage(attribute(18, info)))
    }
  }

  /// Of every known attribute each length from 0 to 40, with zeros and with ones: the record
  /// keeps to its contract.
  @Test func lengthsThatNobodyMeansKeepTheContract() throws {
    for (kinds, port) in [(LinkKind.all, false), (LinkKind.ports, true)] {
      for kind in kinds {
        for field in kind.fields {
          for byte in [UInt8(0), 0xff] {
            for length in 0...40 {
              let data = attribute(field.type, [UInt8](repeating: byte, count: length))
              let name = "\(kind.names.first ?? "")"
              let info =
                port
                ? attribute(4, name) + attribute(5, data)
                : attribute(1, name)
                  + attribute(2, data)
              _ = try? linkRecord(linkMessage(attribute(18, info)))
            }
          }
        }
      }
    }
  }

  @Test func whatHasNoNameIsWrittenRaw() throws {
    let link = try linkRecord(
      linkMessage(
        attribute(
          18,
          attribute(1, "nosuch")
            + attribute(2, attribute(1, [0xab]) + attribute(1, []) + attribute(300, le16(1)))
            + attribute(4, "alien") + attribute(5, attribute(9, [1, 2])))))
    #expect(link["kind"]?.text == "nosuch")
    let unknown = try #require(link["data"]?["unknown"]?.elements)
    #expect(unknown.map { $0["type"]?.number } == [1, 1, 300])
    #expect(unknown.map { $0["hex"]?.text } == ["ab", "", "0100"])
    #expect(link["portData"]?["unknown"]?.elements?.first?["hex"]?.text == "0102")
    // Beside known ones, too; padding is nothing.
    let bridge = try linkRecord(
      linkMessage(
        attribute(
          18,
          attribute(1, "bridge")
            + attribute(2, attribute(6, le16(9)) + attribute(40, []) + attribute(63, [7])))))
    #expect(bridge["data"]?["priority"]?.number == 9)
    #expect(bridge["data"]?["unknown"]?.elements?.map { $0["type"]?.number } == [63])
  }

  @Test func theContractNamesEachFieldOfEachKind() {
    guard case .array(.object(let members))? = MethodContract.listLinks.result.first?.schema
    else {
      Issue.record("listLinks has no records")
      return
    }
    for (name, kinds) in [("data", LinkKind.all), ("portData", LinkKind.ports)] {
      guard case .variants(let variants)? = members.first(where: { $0.name == name })?.schema
      else {
        Issue.record("\(name) has no variants")
        continue
      }
      #expect(variants.count == kinds.count + 1)
      for (kind, variant) in zip(kinds, variants) {
        #expect(variant.name == kind.names.map { "\($0)" }.joined(separator: ", "))
        let written = variant.members.map(\.name).filter { $0 != "unknown" }
        let names = kind.fields.flatMap(LinkDataTests.memberNames)
        #expect(written == names, "\(variant.name)")
      }
    }
  }

  private static func memberNames(_ field: LinkField) -> [String] {
    switch field.form {
    case .padding: []
    case .link(let name): ["\(field.name)", "\(name)", "\(name)Hex"]
    default: ["\(field.name)"]
    }
  }

  /// What `ip -d` prints of a link message.
  private func ip(_ message: [UInt8]) throws -> String {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appendingPathComponent("nlt-\(getpid())-\(UInt32.random(in: 0 ... .max))")
    // struct nlmsghdr of RTM_NEWLINK.
    let header = le32(UInt32(16 + message.count)) + le16(16) + le16(0) + le32(0) + le32(0)
    try Data(header + message).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["ip", "-d", "monitor", "file", file.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }
}

extension JSONNode {
  /// A value in words: elements and members with spaces between them, objects with commas.
  fileprivate var plain: String {
    switch value {
    case .array(let elements):
      let isOfObjects = elements.contains { if case .object = $0.value { true } else { false } }
      return elements.map(\.plain).joined(separator: isOfObjects ? ", " : " ")
    case .object(let members):
      return members.map { "\($0.name) \($0.node.plain)" }.joined(separator: " ")
    case .bool(let flag): return "\(flag)"
    case .number: return number.map { "\($0)" } ?? "?"
    default: return text ?? "?"
    }
  }
}
