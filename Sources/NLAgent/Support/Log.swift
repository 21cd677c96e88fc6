internal import Protocol
internal import Synchronization
internal import Syscalls

/// Writes lines to standard error. On a terminal they begin with the level's name, elsewhere with
/// its number in the form that journald reads (`<3>`; see sd-daemon(3)).
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

  /// The level and the audit, which a reload or a signal can change while threads write.
  private final class Threshold: Sendable {
    let current: Atomic<Int>
    let configured: Atomic<Int>
    let audit = Atomic(Audit.off.rawValue)

    init(_ level: Level) {
      current = Atomic(level.rawValue)
      configured = Atomic(level.rawValue)
    }
  }

  private let threshold: Threshold
  private let isTerminal: Bool
  private let repeatedLines = RepeatedLines()
  private let auditBound: AuditBound

  init(level: Level, auditBound: AuditBound = AuditBound()) {
    threshold = Threshold(level)
    self.auditBound = auditBound
    isTerminal = StandardStream.error.isTerminal
  }

  /// Lines of this level and of more important ones are written.
  var level: Level {
    Level(rawValue: threshold.current.load(ordering: .relaxed)) ?? .info
  }

  /// Sets the level and the audit that the configuration has.
  func configure(_ level: Level, _ audit: Audit = .off) {
    threshold.configured.store(level.rawValue, ordering: .relaxed)
    threshold.current.store(level.rawValue, ordering: .relaxed)
    threshold.audit.store(audit.rawValue, ordering: .relaxed)
  }

  /// Writes lines of one level more.
  func raiseLevel() {
    let next = Level.allCases.first { $0.rawValue > level.rawValue } ?? level
    threshold.current.store(next.rawValue, ordering: .relaxed)
  }

  /// Goes back to the level that the configuration has.
  func restoreLevel() {
    threshold.current.store(
      threshold.configured.load(ordering: .relaxed), ordering: .relaxed)
  }

  func error(_ message: @autoclosure () -> String) { write(.error, message) }
  func warning(_ message: @autoclosure () -> String) { write(.warning, message) }
  func info(_ message: @autoclosure () -> String) { write(.info, message) }
  func debug(_ message: @autoclosure () -> String) { write(.debug, message) }

  /// Writes a line that clients can cause as often as they like: the first one of a reason and user
  /// in an interval, and later how many more there were.
  /// - Parameters:
  ///   - reason: names what happened.
  ///   - client: the process and user that caused it; nil if no client did.
  ///   - text: what happened, to be read after the name of the client.
  func repeated(
    _ level: Level, _ reason: StaticString, by client: (pid: Int32, uid: UInt32)? = nil,
    _ text: @autoclosure () -> String
  ) {
    guard level.rawValue <= self.level.rawValue else { return }
    if let line = repeatedLines.add(level, reason, by: client, text) {
      write(line.level) { line.text }
    }
  }

  /// Writes how many lines were left out, where an interval is over.
  /// - Parameter isLast: whether intervals in progress end now.
  /// - Returns: the milliseconds until the next call; nil if there is nothing to wait for.
  @discardableResult
  func writeCounts(isLast: Bool = false) -> Int64? {
    for line in repeatedLines.due(isLast: isLast) { write(line.level) { line.text } }
    for omission in auditBound.due(isLast: isLast) {
      var json = JSONWriter(capacity: 256)
      omission.write(to: &json)
      write(audit: json)
    }
    return [repeatedLines.timeout, auditBound.timeout].compactMap { $0 }.min()
  }

  private func write(_ level: Level, _ message: () -> String) {
    guard level.rawValue <= self.level.rawValue else { return }
    // One write per line, so that lines of several threads do not mix.
    StandardStream.error.write(prefix(level) + Log.escaped(message()) + "\n")
  }

  private func prefix(_ level: Level) -> String {
    isTerminal ? "nlagent: \(level.name): " : "<\(level.rawValue)>"
  }

  // MARK: The audit

  /// Which calls are audited.
  var audit: Audit {
    Audit(rawValue: threshold.audit.load(ordering: .relaxed)) ?? .off
  }

  /// Writes a line of the audit, unless the user has caused too many of its kind. The level of the
  /// log makes no difference.
  /// - Parameter text: writes one JSON object; called only if the line is written.
  func audit(_ kind: Audit.Kind, by uid: UInt32, _ text: (inout JSONWriter) -> Void) {
    guard audit.includes(kind), auditBound.add(kind, by: uid) else { return }
    var json = JSONWriter(capacity: 1024)
    text(&json)
    write(audit: json)
  }

  private func write(audit json: borrowing JSONWriter) {
    let text = Log.escapedJSON(String(decoding: json.bytes.copied, as: UTF8.self))
    StandardStream.error.write(prefix(.info) + text + "\n")
  }

  /// Escapes control characters as JSON does. JSON itself demands that only of those below U+0020,
  /// and only inside of strings do any stand.
  static func escapedJSON(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      if scalar.properties.generalCategory == .control {
        let digits = String(scalar.value, radix: 16)
        line += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  /// Escapes control characters, so that names from outside cannot control a terminal. Besides
  /// those of ASCII these are the second set from U+0080, where U+009B is the one-character form of
  /// ESC [.
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
