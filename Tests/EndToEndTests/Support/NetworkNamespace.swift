import Foundation
import TestSupport

/// A network namespace of the test's own, with its loopback up; removed with the object.
final class NetworkNamespace: Sendable {
  let name: String

  init() throws {
    name = "nlt-\(getpid())-\(UInt32.random(in: .min ... .max))"
    try succeed(["ip", "netns", "add", name])
    try succeed(["ip", "-n", name, "link", "set", "lo", "up"])
  }

  deinit {
    _ = try? run(["ip", "netns", "del", name])
  }

  /// Waits until every link with a carrier knows of it and has no address that is still being
  /// probed: the kernel changes nothing more by itself.
  func waitUntilQuiet() throws {
    var waiting: [String] = []
    try eventually("the links \(waiting) of \(name) are quiet") {
      waiting = try IpJSON.read(["addr"], in: self).filter { link in
        guard link["flags"].strings?.contains("LOWER_UP") == true else { return false }
        return link["operstate"].string == "DOWN"
          || link["addr_info"].array.contains {
            !$0["tentative"].isAbsent && $0["dadfailed"].isAbsent
          }
      }.map { $0["ifname"].description }
      return waiting.isEmpty
    }
  }

  /// What makes a command run inside.
  var prefix: [String] { ["ip", "netns", "exec", name] }
}
