import Foundation
import TestSupport

/// A control group of the test's own, removed with the object.
final class ControlGroup {
  static let cpu = CgroupHierarchy.cpu.path
  static let unified = CgroupHierarchy.version2.path

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

  /// Removes groups, those below others before them; their tasks must be ending.
  static func remove(_ groups: [ControlGroup]) throws {
    for group in groups.reversed() { try eventually("\(group.path) is empty") { group.remove() } }
  }

  /// Puts programs into the group that compete for one processor, so that they have to wait for
  /// it on any machine.
  func crowd(_ count: Int) throws -> [RunningProgram] {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let allowed = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") } ?? ""
    let processor = allowed.drop { !$0.isNumber }.prefix { $0.isNumber }
    return try (0..<count).map { _ in
      let program = try RunningProgram([
        "taskset", "-c", String(processor), "sh", "-c", "while :; do :; done",
      ])
      try write("\(program.pid)", to: "cgroup.procs")
      return program
    }
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
