import Foundation

/// A control group of the test's own, removed with the object.
final class ControlGroup {
  static let cpu = "/sys/fs/cgroup/cpu"
  static let unified = "/sys/fs/cgroup/unified"

  let mount: String
  let name: String
  var path: String { mount + "/" + name }

  init(_ mount: String, _ name: String? = nil) throws {
    self.mount = mount
    self.name = name ?? "nlt-\(getpid())-\(UInt32.random(in: .min ... .max))"
    guard mkdir(path, 0o755) == 0 else { throw HarnessError("mkdir \(path): errno \(errno)") }
  }

  deinit {
    try? eventually("\(path) is empty") { remove() }
  }

  /// - Returns: whether it is gone; a group with tasks stays.
  @discardableResult
  func remove() -> Bool { rmdir(path) == 0 || errno == ENOENT }

  /// Removes groups, those below others before them; their tasks must have been told to end.
  static func remove(_ groups: [ControlGroup]) throws {
    for group in groups.reversed() { try eventually("\(group.path) is empty") { group.remove() } }
  }

  func write(_ text: String, to file: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/" + file))
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  func lines(of file: String) throws -> [String] {
    try String(contentsOfFile: path + "/" + file, encoding: .utf8)
      .split(separator: "\n").map { String($0) }
  }
}
