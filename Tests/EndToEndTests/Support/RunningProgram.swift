import Foundation
import TestSupport

/// A program that runs beside the test, ended with the object.
final class RunningProgram {
  private let child: ChildProcess
  private let folder: ScratchFolder
  private let arguments: [String]
  private let input = Pipe()

  init(
    _ arguments: [String], in namespace: NetworkNamespace? = nil,
    environment: [String: String] = [:]
  ) throws {
    folder = try ScratchFolder()
    self.arguments = arguments
    child = try ChildProcess(
      (namespace?.prefix ?? []) + arguments, environment: environment,
      input: input.fileHandleForReading,
      output: try folder.writable("output"),
      errors: try folder.writable("errors"))
  }

  deinit {
    stop()
  }

  var pid: Int32 { child.pid }
  var isRunning: Bool { child.isRunning }
  var output: String { folder.text("output") }
  var errors: String { folder.text("errors") }

  /// Waits for a text on standard output.
  func waitForOutput(_ text: String, within seconds: Double = 120) throws {
    try eventually(within: seconds, "\"\(text)\" from \(arguments): \(errors)") {
      if output.contains(text) { return true }
      guard isRunning else { throw HarnessError("\(arguments) ended: \(output) \(errors)") }
      return false
    }
  }

  /// Writes to the program's standard input.
  func write(_ text: String) {
    input.fileHandleForWriting.write(Data(text.utf8))
  }

  func closeInput() {
    try? input.fileHandleForWriting.close()
  }

  /// Asks the program to end, and waits for it; kills it after 25 seconds.
  /// - Returns: the exit status, or 128 and the signal's number.
  @discardableResult
  func stop(_ signal: Int32 = SIGTERM) -> Int32 {
    if child.isRunning { kill(pid, signal) }
    return child.wait(seconds: 25)
  }
}
