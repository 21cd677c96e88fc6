internal import Syscalls

/// Lines on standard error, with the level in the form that journald reads (`<3>` and so on,
/// see sd-daemon(3)), or in words on a terminal.
struct Log: Sendable {
  enum Level: Int, Sendable, CaseIterable {
    case error = 3
    case warning = 4
    case info = 6
    case debug = 7

    init?(name: String) {
      guard let level = Level.allCases.first(where: { $0.name == name }) else { return nil }
      self = level
    }

    var name: String {
      switch self {
      case .error: "error"
      case .warning: "warning"
      case .info: "info"
      case .debug: "debug"
      }
    }
  }

  let level: Level
  private let isTerminal: Bool

  init(level: Level) {
    self.level = level
    isTerminal = StandardStream.error.isTerminal
  }

  func error(_ message: @autoclosure () -> String) { write(.error, message) }
  func warning(_ message: @autoclosure () -> String) { write(.warning, message) }
  func info(_ message: @autoclosure () -> String) { write(.info, message) }
  func debug(_ message: @autoclosure () -> String) { write(.debug, message) }

  private func write(_ level: Level, _ message: () -> String) {
    guard level.rawValue <= self.level.rawValue else { return }
    let prefix = isTerminal ? "nlagent: \(level.name): " : "<\(level.rawValue)>"
    // One write a line, so that lines of several threads do not mix. Control characters in
    // names that come from outside must not reach a terminal.
    let line = message().unicodeScalars.map { scalar in
      scalar.value < 0x20 || scalar.value == 0x7f ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    StandardStream.error.write(prefix + line.joined() + "\n")
  }
}
