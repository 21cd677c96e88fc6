import Foundation
import TestSupport

/// A line of `ss`, read into the members of `inetConnections`.
struct Ss {
  private(set) var row: Row = [:]
  private(set) var milliseconds = 0
  private(set) var retransmits = 0

  static func rows(in namespace: NetworkNamespace) throws -> [Ss] {
    try succeed(["ss", "-OHtuane"], in: namespace).lines.map { try Ss($0) }
  }

  private init(_ line: String) throws {
    let fields = line.split(separator: " ").map { String($0) }
    guard fields.count >= 6, let state = Ss.states[fields[1]] else {
      throw HarnessError("ss printed \(line)")
    }
    row["protocol"] = fields[0]
    row["state"] = state
    row[state == "LISTEN" ? "acceptQueue" : "receiveQueue"] = fields[2]
    row[state == "LISTEN" ? "backlog" : "sendQueue"] = fields[3]
    readEnd(fields[4], "local")
    readEnd(fields[5], "remote")
    for field in fields[6...] { readDetail(field) }
    let isMapped = [row["localAddress"], row["remoteAddress"]].contains {
      $0?.hasPrefix("::ffff:") == true
    }
    if isMapped { row["v4Mapped"] = "true" }
    // No owner is shown for uid 0; without an inode it is nobody's.
    let unowned = ["TIME_WAIT", "SYN_RECV"].contains(state)
    if unowned || row["uid"] == nil && row["inode"] == "null" {
      row["uid"] = "null"
    } else if row["uid"] == nil {
      row["uid"] = "0"
    }
  }

  /// `0.0.0.0%lo:5005`, `[::1]:80`, `*:5002` or `127.0.0.1:*`.
  private mutating func readEnd(_ text: String, _ end: String) {
    let colon = text.lastIndex(of: ":") ?? text.endIndex
    let port = text[colon...].dropFirst()
    var host = text[..<colon]
    if let percent = host.firstIndex(of: "%") {
      row["interface"] = String(host[percent...].dropFirst())
      host = host[..<percent]
    }
    let isV6 = host.hasPrefix("[") || host == "*"
    row["family"] = isV6 ? "v6" : "v4"
    row[end + "Address"] = host == "*" ? "::" : host.trimmingCharacters(in: ["[", "]"])
    row[end + "Port"] = port == "*" ? "0" : String(port)
  }

  private mutating func readDetail(_ text: String) {
    guard let colon = text.firstIndex(of: ":") else { return }
    let value = String(text[colon...].dropFirst())
    switch text[..<colon] {
    case "uid": row["uid"] = value
    case "ino": row["inode"] = value == "0" ? "null" : value
    case "v6only": row["v6Only"] = value == "1" ? "true" : "false"
    case "sk":
      row["cookie"] = String(repeating: "0", count: max(0, 16 - value.count)) + value
    case "timer":
      let parts = value.trimmingCharacters(in: ["(", ")"]).components(separatedBy: ",")
      guard parts.count == 3 else { break }
      row["timer"] = Ss.timers[parts[0]]
      milliseconds = Ss.milliseconds(parts[1])
      retransmits = Int(parts[2]) ?? -1
    default: break
    }
  }

  /// `14min`, `1min58sec`, `55sec`, `564ms`, or `3.532ms` for seconds with their fraction.
  private static func milliseconds(_ text: String) -> Int {
    var total = 0
    var number = ""
    var unit = ""
    func add() {
      switch unit {
      case "min": total += (Int(number) ?? 0) * 60_000
      case "sec": total += (Int(number) ?? 0) * 1000
      default:
        let parts = number.split(separator: ".").compactMap { Int($0) }
        total += parts.count == 2 ? parts[0] * 1000 + parts[1] : parts.first ?? 0
      }
      number = ""
      unit = ""
    }
    for character in text {
      if character.isNumber || character == "." {
        if !unit.isEmpty { add() }
        number.append(character)
      } else {
        unit.append(character)
      }
    }
    add()
    return total
  }

  private static let timers = [
    "on": "retransmit", "keepalive": "keepalive", "timewait": "timeWait", "persist": "probe",
  ]

  private static let states = [
    "ESTAB": "ESTABLISHED", "SYN-SENT": "SYN_SENT", "SYN-RECV": "SYN_RECV",
    "FIN-WAIT-1": "FIN_WAIT1", "FIN-WAIT-2": "FIN_WAIT2", "TIME-WAIT": "TIME_WAIT",
    "UNCONN": "UNCONNECTED", "CLOSE-WAIT": "CLOSE_WAIT", "LAST-ACK": "LAST_ACK",
    "LISTEN": "LISTEN", "CLOSING": "CLOSING",
  ]
}
