import Foundation
import Glibc

/// A directory of its own, which is removed together with the object.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = "/tmp/nlt-\(getpid())-\(UInt32.random(in: .min ... .max))"
    // Another test may change the umask.
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var socket: String { path + "/s" }
  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

  func makeFile(_ name: String) throws {
    try Data(name.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
  }
}
