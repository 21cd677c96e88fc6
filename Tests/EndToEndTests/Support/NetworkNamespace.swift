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

  /// Waits until every link that is up has its carrier, and no address is tentative: the kernel
  /// changes nothing more by itself.
  func waitUntilQuiet() throws {
    var links: [JSON] = []
    try eventually("the links of \(name) are quiet: \(links)") {
      links = try IpJSON.read(["addr"], in: self)
      return links.allSatisfy { link in
        let isUp = link["flags"].strings?.contains("UP") == true
        return (!isUp || link["operstate"].string != "DOWN")
          && link["addr_info"].array.allSatisfy { $0["tentative"].isAbsent }
      }
    }
  }

  /// What makes a command run inside.
  var prefix: [String] { ["ip", "netns", "exec", name] }
}
