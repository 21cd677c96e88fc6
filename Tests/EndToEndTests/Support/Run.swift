import Foundation
import TestSupport

/// What a program that has ended left behind.
struct Finished {
  let status: Int32
  let output: Data
  let errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
  var lines: [String] { text.split(separator: "\n").map { String($0) } }
}

/// The programs under test: those that this build made, or those in the directory that the
/// variable NLAGENT_BUILD names, for instance built with a sanitizer.
enum Built {
  static var directory: URL {
    if let other = ProcessInfo.processInfo.environment["NLAGENT_BUILD"] {
      return URL(fileURLWithPath: other, isDirectory: true)
    }
    return (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0]))
      .deletingLastPathComponent()
  }
  static var agent: String { directory.appendingPathComponent("nlagent").path }
  static var client: String { directory.appendingPathComponent("nlctl").path }
}

/// Runs a program to its end and collects what it printed; one that does not end in time is
/// killed, which its status shows.
func run(
  _ arguments: [String], in namespace: NetworkNamespace? = nil, input: String? = nil,
  environment: [String: String] = [:], seconds: Double = 180
) throws -> Finished {
  let folder = try ScratchFolder()
  try Data((input ?? "").utf8).write(to: folder.file("input"))
  // Files instead of pipes: no output is ever too long to hold.
  let child = try ChildProcess(
    (namespace?.prefix ?? []) + arguments, environment: environment,
    input: try FileHandle(forReadingFrom: folder.file("input")),
    output: try folder.writable("output"),
    errors: try folder.writable("errors"))
  let status = child.wait(seconds: seconds)
  return Finished(
    status: status, output: try Data(contentsOf: folder.file("output")),
    errors: folder.text("errors"))
}

/// Runs a program that must succeed.
@discardableResult
func succeed(
  _ arguments: [String], in namespace: NetworkNamespace? = nil, input: String? = nil
) throws -> Finished {
  let finished = try run(arguments, in: namespace, input: input)
  guard finished.status == 0 else {
    throw HarnessError("\(arguments.joined(separator: " ")): \(finished.status) \(finished.errors)")
  }
  return finished
}

/// A folder that everybody may look into, removed with the object.
final class ScratchFolder {
  let path: String

  init() throws {
    path = "/tmp/nlt-\(getpid())-\(UInt32.random(in: .min ... .max))"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func file(_ name: String) -> URL { URL(fileURLWithPath: path + "/" + name) }

  func writable(_ name: String) throws -> FileHandle {
    try Data().write(to: file(name))
    return try FileHandle(forWritingTo: file(name))
  }

  func text(_ name: String) -> String {
    String(decoding: (try? Data(contentsOf: file(name))) ?? Data(), as: UTF8.self)
  }
}
