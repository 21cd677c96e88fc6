import Foundation

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

  /// What makes a command run inside.
  var prefix: [String] { ["ip", "netns", "exec", name] }
}
