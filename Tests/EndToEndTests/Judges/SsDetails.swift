import Foundation
import TestSupport

/// What `ss -Otinmoe --tos` prints of a socket besides its ends, as name and value.
struct SsDetails {
  /// `rto`, `rtt`, `skmem`, … with their text; words without a value have an empty one.
  private(set) var values: [String: String] = [:]

  static func bySocket(_ prefix: [String], _ options: [String] = ["-t", "-u"]) throws -> [String:
    SsDetails]
  {
    let lines = try succeed(prefix + ["ss", "-OHanimoe", "--tos"] + options).lines
    var all: [String: SsDetails] = [:]
    for line in lines {
      let details = SsDetails(line)
      guard let socket = details.values["sk"] else { throw HarnessError("ss printed \(line)") }
      let key = String(repeating: "0", count: 16 - socket.count) + socket
      all[key] = details
    }
    return all
  }

  private init(_ line: String) {
    var words = SsDetails.words(line)[...]
    while let word = words.popFirst() {
      // These stand before their value without a colon.
      if ["send", "pacing_rate", "delivery_rate"].contains(word), let value = words.popFirst() {
        values[word] = value
      } else if word == "tcp-ulp-mptcp" {
        values[word] = words.joined(separator: " ")
        return
      } else if let colon = word.firstIndex(of: ":") {
        values[String(word[..<colon])] = String(word[colon...].dropFirst())
      } else {
        values[word] = ""
      }
    }
  }

  /// Split at spaces outside of parentheses.
  private static func words(_ line: String) -> [String] {
    line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map { String($0) }
  }

  /// The comma-separated parts of a value in parentheses.
  func parts(_ name: String) -> [String] {
    (values[name] ?? "").trimmingCharacters(in: ["(", ")"]).components(separatedBy: ",")
  }
}
