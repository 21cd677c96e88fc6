import Foundation
import TestSupport

/// Sockets that filters distinguish, in a namespace and control groups of their own. Programs run
/// in it by nsenter(1): `ip netns exec` would hide the control groups.
final class FilterZoo {
  let namespace: NetworkNamespace
  let groups: [ControlGroup]
  private let zoo: RunningProgram

  init() throws {
    namespace = try NetworkNamespace()
    groups = [
      try ControlGroup(ControlGroup.unified), try ControlGroup(ControlGroup.unified),
    ]
    zoo = try RunningProgram(
      FilterZoo.enter(namespace) + ["python3", Zoo.path("filter_zoo")] + groups.map(\.path))
    try zoo.waitForOutput("ready\n")
    // Now all ports are in the range that `ss` takes for that of autobound sockets.
    for setting in [
      "net.ipv4.ip_unprivileged_port_start=0", "net.ipv4.ip_local_port_range=1 65535",
    ] {
      try succeed(FilterZoo.enter(namespace) + ["sysctl", "-q", "-w", setting])
    }
  }

  /// The process that made and holds the sockets.
  var pid: Int32 { zoo.pid }

  deinit {
    zoo.stop()
  }

  static func enter(_ namespace: NetworkNamespace) -> [String] {
    ["nsenter", "--net=/run/netns/\(namespace.name)"]
  }

  func agent() throws -> TestAgent {
    try TestAgent(["--owners", "proc"], wrapper: FilterZoo.enter(namespace))
  }

  /// The cookies of the sockets `ss` shows; bound TCP sockets it never does.
  func ss(_ words: [String] = []) throws -> Set<String> {
    let finished = try succeed(FilterZoo.enter(namespace) + ["ss", "-OHtuane"] + words)
    // It ends with 0 even when it does not understand.
    guard !finished.errors.contains("annot parse"), !finished.errors.contains("orry"),
      !finished.errors.contains("rror")
    else { throw HarnessError("ss \(words): \(finished.errors)") }
    return Set(
      finished.lines.compactMap { line in
        line.split(separator: " ").first { $0.hasPrefix("sk:") }.map {
          String(repeating: "0", count: max(0, 19 - $0.count)) + $0.dropFirst(3)
        }
      })
  }

  /// The predicates there are, those of the control groups included.
  var predicates: [TestPredicate] {
    TestPredicate.all
      + groups.flatMap { group in
        [
          TestPredicate.both("cgroup = /\(group.name)"),
          TestPredicate.both("cgroup != \(group.path)"),
        ]
      }
  }
}

extension TestAgent {
  /// The records a filter leaves, those of bound TCP sockets aside, and their cookies.
  func filtered(_ filter: String?) throws -> (records: [JSON], cookies: Set<String>) {
    let answer = try ask("inetConnections", filter.map { ["filter": $0] } ?? [:])
    guard answer["complete"].bool == true else { throw HarnessError("\(answer)") }
    let records = answer["connections"].array.filter { $0["state"].string != "BOUND_INACTIVE" }
    let cookies = records.compactMap { $0["cookie"].string }
    guard Set(cookies).count == cookies.count else { throw HarnessError("twice: \(cookies)") }
    return (records, Set(cookies))
  }
}
