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
    // One write a line, so that lines of several threads do not mix.
    StandardStream.error.write(prefix + Log.escaped(message()) + "\n")
  }

  /// Control characters in names that come from outside must not reach a terminal: those of
  /// ASCII, and the second set at U+0080, where U+009B is one byte's ESC [.
  static func escaped(_ message: String) -> String {
    var line = ""
    for scalar in message.unicodeScalars {
      if scalar.properties.generalCategory == .control {
        line += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    return line
  }
}
