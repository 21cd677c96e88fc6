import Foundation

/// What `ip -j` of iproute2 prints, read into the members of `listLinks` and `listAddresses`.
/// It copies names into its JSON byte by byte, so it is read as Latin-1: each character of a
/// string is then one byte of the name.
enum IpJSON {
  static func read(_ arguments: [String], in namespace: NetworkNamespace) throws -> [JSON] {
    var text = ""
    for byte in try succeed(["ip", "-j"] + arguments, in: namespace).output where byte != 0x0a {
      if byte < 0x20 {
        text += "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      } else {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    // A deleted link leaves an empty object behind.
    return try JSON(text).array.filter { !$0.object.isEmpty }
  }

  /// The bytes behind a string of `read` in hex.
  static func hex(_ text: String?) -> String? {
    text.map { $0.unicodeScalars.map { hex(UInt8(truncatingIfNeeded: $0.value)) }.joined() }
  }

  /// The bytes of a name in a record of the agent, in hex.
  static func hex(_ name: String, of record: JSON) -> String? {
    record[name + "Hex"].string ?? record[name].string.map { $0.utf8.map(hex).joined() }
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  /// The agent's name of each member that `ip` prints as it is.
  private static let plain = [
    "ifindex": "index", "mtu": "mtu", "qdisc": "qdisc", "operstate": "operState",
    "linkmode": "linkMode", "txqlen": "txQueueLength", "link_type": "type", "address": "address",
    "broadcast": "broadcast", "promiscuity": "promiscuity", "allmulti": "allMulticast",
    "num_tx_queues": "numTxQueues", "num_rx_queues": "numRxQueues",
    "gso_max_size": "gsoMaxSize", "gso_max_segs": "gsoMaxSegments",
    "tso_max_size": "tsoMaxSize", "tso_max_segs": "tsoMaxSegments",
    "gro_max_size": "groMaxSize", "link_netnsid": "linkNetnsID", "permaddr": "permanentAddress",
  ]

  static let linkMembers =
    Array(plain.values) + ["minMtu", "maxMtu", "kind", "slaveKind", "group"]

  /// A line of `ip -d link` as the agent must write it.
  static func link(_ judge: JSON) -> Row {
    var row: Row = [:]
    for (name, ours) in plain { row[ours] = judge[name].cell }
    for (name, ours) in [("min_mtu", "minMtu"), ("max_mtu", "maxMtu")]
    where judge[name].int != 0 {
      row[ours] = judge[name].cell
    }
    row["kind"] = judge["linkinfo"]["info_kind"].string
    row["slaveKind"] = judge["linkinfo"]["info_slave_kind"].string
    row["group"] = judge["group"].string == "default" ? "0" : judge["group"].string
    row["name"] = hex(judge["ifname"].string)
    row["linkName"] = hex(judge["link"].string)
    row["masterName"] = hex(judge["master"].string)
    row["alias"] = hex(judge["ifalias"].string)
    row["alternativeNames"] = judge["altnames"].array.compactMap { hex($0.string) }
      .joined(separator: " ")
    if let index = judge["link_index"].cell { row["linkElsewhere"] = index }
    // What `ip` found out about the link below is no flag of this one.
    row["flags"] = (judge["flags"].strings ?? []).filter { $0 != "M-DOWN" }.sorted()
      .joined(separator: " ")
    return row
  }

  /// A record of the agent in the same form.
  static func row(ofLink record: JSON) -> Row {
    var row = record.row(linkMembers)
    for name in ["name", "linkName", "masterName", "alias"] { row[name] = hex(name, of: record) }
    let exact = record["alternativeNamesHex"].strings
    row["alternativeNames"] =
      (exact ?? record["alternativeNames"].array.compactMap { hex("name", of: .named($0)) })
      .joined(separator: " ")
    if !record["linkNetnsID"].isAbsent { row["linkElsewhere"] = record["link"].cell }
    var flags = Set(record["flags"].strings ?? [])
    // `ip` shows no RUNNING, but its lack.
    if flags.contains("UP"), !flags.contains("RUNNING") { flags.insert("NO-CARRIER") }
    flags.remove("RUNNING")
    row["flags"] = flags.sorted().joined(separator: " ")
    return row
  }

  /// The counters of `ip -s -s link` under the agent's names.
  static func counters(_ judge: JSON) -> [String: UInt64] {
    var found: [String: UInt64] = [:]
    for (direction, names) in counterNames {
      for (name, ours) in names { found[ours] = judge["stats64"][direction][name].uint64 }
    }
    return found
  }

  private static let counterNames = [
    "rx": [
      "bytes": "rxBytes", "packets": "rxPackets", "errors": "rxErrors", "dropped": "rxDropped",
      "over_errors": "rxOverErrors", "multicast": "multicast",
      "length_errors": "rxLengthErrors", "crc_errors": "rxCrcErrors",
      "frame_errors": "rxFrameErrors", "fifo_errors": "rxFifoErrors",
      "missed_errors": "rxMissedErrors",
    ],
    "tx": [
      "bytes": "txBytes", "packets": "txPackets", "errors": "txErrors", "dropped": "txDropped",
      "carrier_errors": "txCarrierErrors", "collisions": "collisions",
      "aborted_errors": "txAbortedErrors", "fifo_errors": "txFifoErrors",
      "window_errors": "txWindowErrors", "heartbeat_errors": "txHeartbeatErrors",
    ],
  ]

  /// An element of `addr_info` as the agent must write it.
  static func address(_ judge: JSON) -> Row {
    var row: Row = [:]
    row["family"] = judge["family"].string == "inet" ? "v4" : "v6"
    row["address"] = judge["local"].string
    row["peer"] = judge["address"].string
    for name in ["broadcast", "anycast", "metric", "scope"] { row[name] = judge[name].cell }
    row["prefixLength"] = judge["prefixlen"].cell
    row["label"] = hex(judge["label"].string)
    for (name, ours) in [
      ("valid_life_time", "validSeconds"), ("preferred_life_time", "preferredSeconds"),
    ] {
      row[ours] = judge[name].uint64 == 4_294_967_295 ? "null" : judge[name].cell
    }
    var flags = flagWords.filter { judge[$0.key].bool == true }.map(\.value)
    if judge["dynamic"].isAbsent { flags.append("PERMANENT") }
    row["flags"] = flags.sorted().joined(separator: " ")
    return row
  }

  static func row(ofAddress record: JSON) -> Row {
    var row = record.row([
      "family", "address", "peer", "broadcast", "anycast", "metric", "scope", "prefixLength",
      "validSeconds", "preferredSeconds",
    ])
    row["label"] = hex("label", of: record)
    row["flags"] = (record["flags"].strings ?? []).sorted().joined(separator: " ")
    return row
  }

  private static let flagWords = [
    "secondary": "SECONDARY", "temporary": "TEMPORARY", "nodad": "NODAD",
    "optimistic": "OPTIMISTIC", "dadfailed": "DADFAILED", "home": "HOMEADDRESS",
    "deprecated": "DEPRECATED", "tentative": "TENTATIVE", "mngtmpaddr": "MANAGETEMPADDR",
    "noprefixroute": "NOPREFIXROUTE", "autojoin": "MCAUTOJOIN",
    "stable-privacy": "STABLE_PRIVACY",
  ]
}

extension JSON {
  fileprivate static func named(_ name: JSON) -> JSON { JSON(value: ["name": name.string ?? ""]) }
}
