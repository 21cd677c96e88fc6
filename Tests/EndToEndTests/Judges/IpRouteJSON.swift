import Foundation
import TestSupport

/// What `ip -d -j` prints of routes, neighbors and rules, read into the members of `listRoutes`,
/// `listNeighbors` and `listRules`.
enum IpRouteJSON {
  /// The routes of all tables, in the kernel's order, under "v4 0", "v4 1" and so on.
  ///
  /// The text is read beside the JSON: there an encapsulation's "dst" takes the place of the
  /// route's, and nothing shows which metrics are locked. The numbers are those of `ip -N`.
  static func routes(in namespace: NetworkNamespace) throws -> [String: Row] {
    let indexes = try interfaces(in: namespace)
    var rows: [String: Row] = [:]
    for (option, family) in [("-4", "v4"), ("-6", "v6")] {
      let show = ["route", "show", "table", "all"]
      let judged = try read([option, "-d", "-s"] + show, in: namespace)
      let numbers = try read([option, "-N", "-d"] + show, in: namespace)
      let lines = try succeed(["ip", option, "-o", "-d"] + show, in: namespace).lines
        .filter { !$0.hasPrefix("\t") }
      guard judged.count == numbers.count, judged.count == lines.count else {
        throw HarnessError("ip counts \(judged.count), \(numbers.count), \(lines.count) routes")
      }
      for index in judged.indices {
        let words = lines[index].split(whereSeparator: { " \t\\".contains($0) }).map(String.init)
        var row = route(judged[index], words, family, indexes)
        for (name, ours) in [
          ("type", "typeNumber"), ("table", "tableNumber"), ("protocol", "protocolNumber"),
          ("scope", "scopeNumber"),
        ] {
          row[ours] = numbers[index][name].cell
        }
        rows["\(family) \(index)"] = row
      }
    }
    return rows
  }

  static func read(_ arguments: [String], in namespace: NetworkNamespace) throws -> [JSON] {
    try JSON(succeed(["ip", "-j"] + arguments, in: namespace).text).array
  }

  /// The index of each link by its name.
  static func interfaces(in namespace: NetworkNamespace) throws -> [String: String] {
    var indexes: [String: String] = [:]
    for link in try read(["link"], in: namespace) {
      indexes[link["ifname"].string ?? ""] = link["ifindex"].cell
    }
    return indexes
  }

  // MARK: Routes

  private static func route(
    _ judge: JSON, _ words: [String], _ family: String, _ indexes: [String: String]
  ) -> Row {
    var row: Row = ["family": family]
    for (name, ours) in [
      ("type", "type"), ("table", "table"), ("protocol", "protocol"), ("scope", "scope"),
      ("metric", "priority"), ("pref", "preference"), ("nhid", "nextHopID"),
      ("prefsrc", "preferredSource"), ("uid", "uid"),
    ] {
      row[ours] = judge[name].cell
    }
    (row["destination"], row["prefixLength"]) = prefix(words[1], family)
    if let from = judge["from"].string {
      (row["source"], row["sourcePrefixLength"]) = prefix(from, family)
    }
    // That of an encapsulation is a number.
    row["tos"] = judge["tos"].string.flatMap { _ in number(judge["tos"]) }
    row["flags"] = flags(judge)
    row["hasExpiry"] = judge["expires"].isAbsent ? nil : "yes"
    if let metrics = judge["metrics"].array.first { self.metrics(metrics, words, into: &row) }
    let legs = judge["nexthops"].array
    if !legs.isEmpty {
      row["nextHops"] = legs.map { leg($0, indexes) }.joined(separator: " / ")
    } else if !judge["dev"].isAbsent || !judge["gateway"].isAbsent {
      row["nextHops"] = leg(judge, indexes)
    } else {
      row["nextHops"] = ""
    }
    return row
  }

  private static func metrics(_ judge: JSON, _ words: [String], into row: inout Row) {
    for (name, value) in judge.object {
      let value = JSON(value: value)
      switch name {
      case "rtt": row["metrics.rtt"] = value.int.map { "\($0 * 8)" }
      case "rttvar": row["metrics.rttvar"] = value.int.map { "\($0 * 4)" }
      case "congestion": row["metrics.cc_algo"] = value.string
      case "ecn": row["metrics.features"] = "ECN"
      default: row["metrics.\(name)"] = value.cell
      }
    }
    let locked = words.indices.filter { words[$0] == "lock" }.map {
      words[$0 - 1] == "congctl" ? "cc_algo" : words[$0 - 1]
    }
    if !locked.isEmpty { row["metrics.lock"] = locked.sorted().joined(separator: " ") }
  }

  /// A leg as text, so that lists of them can be held against each other.
  private static func leg(_ judge: JSON, _ indexes: [String: String]) -> String {
    let via = judge["via"]
    let family = ["inet": "v4", "inet6": "v6"][via["family"].string ?? ""]
    let flow = judge["flow"]
    let realms = flow.isAbsent ? "-" : "\(flow["from"].string ?? "0")/\(flow["to"].string ?? "-")"
    let name = judge["dev"].string ?? "-"
    return [
      judge["gateway"].string ?? via["host"].string ?? "-", family ?? "-", name,
      indexes[name] ?? "-", judge["weight"].cell ?? "1", flags(judge), realms,
      judge["encap"].string ?? "-",
    ].joined(separator: " ")
  }

  private static func flags(_ judge: JSON) -> String {
    (judge["flags"].strings ?? []).map { $0.uppercased() }.sorted().joined(separator: ",")
  }

  private static func prefix(_ text: String, _ family: String) -> (String, String) {
    if text == "default" { return (family == "v4" ? "0.0.0.0" : "::", "0") }
    let parts = text.split(separator: "/")
    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : family == "v4" ? "32" : "128")
  }

  private static func number(_ value: JSON) -> String? {
    guard let text = value.string else { return value.cell }
    return text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16).map { "\($0)" } : text
  }

  /// A record of the agent in the same form.
  static func row(ofRoute record: JSON) -> Row {
    var row = record.row([
      "family", "type", "table", "protocol", "scope", "typeNumber", "tableNumber",
      "protocolNumber", "scopeNumber", "priority", "preference", "nextHopID", "preferredSource",
      "uid", "destination", "prefixLength", "source", "sourcePrefixLength", "tos",
    ])
    row["flags"] = (record["flags"].strings ?? []).sorted().joined(separator: ",")
    row["hasExpiry"] = record["expiresHundredths"].isAbsent ? nil : "yes"
    for (name, value) in record["metrics"].object {
      let words = JSON(value: value).strings
      row["metrics.\(name)"] = words?.sorted().joined(separator: " ") ?? JSON(value: value).cell
    }
    row["nextHops"] = record["nextHops"].array.map { leg in
      let realms =
        leg["flowTo"].isAbsent ? "-" : "\(leg["flowFrom"].cell ?? "-")/\(leg["flowTo"].cell ?? "-")"
      return [
        leg["gateway"].string ?? "-", leg["gatewayFamily"].string ?? "-",
        leg["interface"].string ?? "-", leg["interfaceIndex"].cell ?? "-",
        leg["weight"].cell ?? "-", (leg["flags"].strings ?? []).sorted().joined(separator: ","),
        realms, leg["encap"].string ?? "-",
      ].joined(separator: " ")
    }.joined(separator: " / ")
    return row
  }

  /// The answer of `ip route get`, less the members it has no words for.
  static func decision(_ judge: JSON, _ family: String, _ indexes: [String: String]) -> Row {
    var row = route(judge, ["unicast", judge["dst"].string ?? ""], family, indexes)
    row["inputInterface"] = judge["iif"].string
    row["mark"] = number(judge["mark"])
    if let from = judge["from"].string {
      (row["source"], row["sourcePrefixLength"]) = prefix(from, family)
    }
    // `ip` leaves out what the kernel did not say.
    row["protocol"] = row["protocol"] ?? "unspec"
    row["scope"] = row["scope"] ?? "global"
    for name in ["hasExpiry", "flags", "preference"] { row[name] = nil }
    return row
  }

  static func row(ofDecision record: JSON) -> Row {
    var row = self.row(ofRoute: record)
    row["inputInterface"] = record["inputInterface"].string
    row["mark"] = record["mark"].cell
    for name in [
      "hasExpiry", "flags", "preference", "typeNumber", "tableNumber", "protocolNumber",
      "scopeNumber", "metrics.lock",
    ] {
      row[name] = nil
    }
    return row
  }

  // MARK: Neighbors

  /// Neighbors and proxies by family, address and link.
  static func neighbors(in namespace: NetworkNamespace) throws -> [String: Row] {
    let indexes = try interfaces(in: namespace)
    var rows: [String: Row] = [:]
    for (option, family) in [("-4", "v4"), ("-6", "v6")] {
      for words in [["nud", "all"], ["proxy"]] {
        for judge in try read([option, "-d", "-s", "neighbor", "show"] + words, in: namespace) {
          let row = neighbor(judge, family, indexes)
          rows["\(row["address"] ?? "") \(row["interface"] ?? "") \(row["flags"] ?? "")"] = row
        }
      }
    }
    return rows
  }

  private static func neighbor(
    _ judge: JSON, _ family: String, _ indexes: [String: String]
  ) -> Row {
    var row: Row = ["family": family]
    for (name, ours) in [
      ("dst", "address"), ("dev", "interface"), ("lladdr", "linkAddress"), ("probes", "probes"),
      ("protocol", "protocol"), ("refcnt", "references"),
    ] {
      row[ours] = judge[name].cell
    }
    row["interfaceIndex"] = indexes[judge["dev"].string ?? ""]
    row["state"] = judge["state"].strings?.joined(separator: " ") ?? "NONE"
    let words = [
      "extern_learn": "EXT_LEARNED", "proxy": "PROXY", "router": "ROUTER",
      "managed": "MANAGED", "offload": "OFFLOADED", "extern_valid": "EXT_VALIDATED",
    ]
    row["flags"] = words.filter { !judge[$0.key].isAbsent }.map(\.value).sorted()
      .joined(separator: ",")
    row["hasTimes"] = judge["used"].isAbsent ? nil : "yes"
    return row
  }

  static func row(ofNeighbor record: JSON) -> Row {
    var row = record.row([
      "family", "address", "interface", "interfaceIndex", "linkAddress", "probes", "protocol",
      "state",
    ])
    // `ip` shows no references where there are none.
    if record["references"].int != 0 { row["references"] = record["references"].cell }
    row["flags"] = (record["flags"].strings ?? []).sorted().joined(separator: ",")
    row["hasTimes"] = record["usedHundredthsAgo"].isAbsent ? nil : "yes"
    return row
  }

  // MARK: Rules

  /// Rules of both families, in the kernel's order.
  static func rules(in namespace: NetworkNamespace) throws -> [String: Row] {
    var rows: [String: Row] = [:]
    for (option, family) in [("-4", "v4"), ("-6", "v6")] {
      let numbers = try read([option, "-N", "-d", "rule"], in: namespace)
      for (index, judge) in try read([option, "-d", "rule"], in: namespace).enumerated() {
        var row = rule(judge, family)
        row["protocolNumber"] = numbers[index]["protocol"].cell
        row["tableNumber"] = numbers[index]["table"].cell
        row["ipProtocol"] = numbers[index]["ipproto"].string.map {
          $0.hasPrefix("ipproto-") ? String($0.dropFirst(8)) : $0
        }
        rows["\(family) \(index)"] = row
      }
    }
    return rows
  }

  private static func rule(_ judge: JSON, _ family: String) -> Row {
    var row: Row = ["family": family]
    for (name, ours) in [
      ("priority", "priority"), ("iif", "inputInterface"), ("oif", "outputInterface"),
      ("table", "table"), ("protocol", "protocol"), ("goto", "goto"), ("tun_id", "tunnelID"),
      ("suppress_prefixlen", "suppressPrefixLength"), ("suppress_ifgroup", "suppressGroup"),
      ("uid_start", "uidFirst"), ("uid_end", "uidLast"), ("flow_to", "flowTo"),
    ] {
      row[ours] = judge[name].cell
    }
    if judge["src"].string != "all" {
      row["from"] = judge["src"].string
      row["fromPrefixLength"] = judge["srclen"].cell ?? (family == "v4" ? "32" : "128")
    }
    if let to = judge["dst"].string {
      row["to"] = to
      row["toPrefixLength"] = judge["dstlen"].cell ?? (family == "v4" ? "32" : "128")
    }
    row["flowFrom"] = judge["flow_to"].isAbsent ? nil : judge["flow_from"].string ?? "0"
    row["tos"] = number(judge["tos"])
    row["mark"] = number(judge["fwmark"])
    if let mark = row["mark"] { row["markMask"] = number(judge["fwmask"]) ?? "4294967295 \(mark)" }
    for (name, ours) in [("sport", "sourcePort"), ("dport", "destinationPort")] {
      row[ours + "First"] = judge[name].cell ?? judge[name + "_start"].cell
      row[ours + "Last"] = judge[name].cell ?? judge[name + "_end"].cell
    }
    row["l3mdev"] = judge["l3mdev"].isAbsent ? nil : "true"
    row["action"] =
      !judge["goto"].isAbsent
      ? "goto" : !judge["nop"].isAbsent ? "nop" : judge["action"].string ?? "table"
    let flags = [
      "not": "INVERT", "unresolved": "UNRESOLVED", "iif_detached": "IIF_DETACHED",
      "oif_detached": "OIF_DETACHED",
    ]
    row["flags"] = flags.filter { !judge[$0.key].isAbsent }.map(\.value).sorted()
      .joined(separator: ",")
    return row
  }

  static func row(ofRule record: JSON) -> Row {
    var row: Row = [:]
    for name in record.object.keys { row[name] = record[name].cell }
    if row["markMask"] == "4294967295", let mark = row["mark"] {
      // `ip` says nothing of a mask that has all bits.
      row["markMask"] = "4294967295 \(mark)"
    }
    // Nor of ports of which all bits count.
    for name in ["sourcePortMask", "destinationPortMask"] where row[name] == "65535" {
      row[name] = nil
    }
    // `ip` has no word for PERMANENT.
    row["flags"] = (record["flags"].strings ?? []).filter { $0 != "PERMANENT" }.sorted()
      .joined(separator: ",")
    return row
  }
}
