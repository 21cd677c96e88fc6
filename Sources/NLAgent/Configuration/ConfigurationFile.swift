internal import Syscalls

/// The configuration file: a setting a line, as nlagent.conf(5) describes it.
enum ConfigurationFile {
  /// The file that is read if it exists and the command line is not about sockets.
  static let standardPath = "/etc/nlagent/nlagent.conf"
  /// The largest file that is read.
  static let maximumBytes = 65536

  /// A line that is wrong.
  struct Mistake: Error, Equatable {
    let path: String
    /// The number of the line, from 1.
    let line: Int
    let message: String
    let hint: String?

    var text: String {
      "\(path):\(line): \(message)" + (hint.map { "\n  \($0)" } ?? "")
    }
  }

  /// Why a file is not read.
  enum Refusal: Error {
    case unreadable(path: String, SystemCallError)
    /// Others than root and the agent's user can write to it.
    case exposed(path: String)
  }

  /// Reads a file.
  /// - Throws: `Refusal` or `Mistake`.
  static func read(_ path: String) throws -> Settings {
    let status: Files.Status
    let text: [UInt8]
    do throws(SystemCallError) {
      status = try Files.status(path)
      text = try Files.read(path, atMost: maximumBytes)
    } catch {
      throw Refusal.unreadable(path: path, error)
    }
    guard status.mode & 0o022 == 0, [0, Process.userID].contains(status.userID) else {
      throw Refusal.exposed(path: path)
    }
    return try parse(text, path: path)
  }

  /// Parses the text of a file.
  /// - Parameter path: the file's path, for messages.
  static func parse(_ text: [UInt8], path: String) throws(Mistake) -> Settings {
    var parser = SettingsParser()
    var number = 0
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let words = String(decoding: line, as: UTF8.self)
        .split(maxSplits: 1) { $0 == " " || $0 == "\t" || $0 == "\r" }
      guard let name = words.first, !name.hasPrefix("#") else { continue }
      let value = words.count == 2 ? trimmed(words[1]) : ""
      do throws(SettingsParser.Mistake) {
        try check(String(name), value, parser)
        try parser.take(String(name), value, as: String(name))
      } catch {
        throw Mistake(path: path, line: number, message: error.message, hint: error.hint)
      }
    }
    return parser.settings
  }

  private static func check(
    _ name: String, _ value: String, _ parser: SettingsParser
  ) throws(SettingsParser.Mistake) {
    guard !value.isEmpty else {
      throw SettingsParser.Mistake(
        message: "\(name) has no value", hint: "A line has a name, a space and a value.")
    }
    guard !SettingsParser.global.contains(name) || parser.settings.sockets.isEmpty else {
      throw SettingsParser.Mistake(
        message: "\(name) is a setting of the agent, and this line belongs to a socket",
        hint: "Move it before the first line with socket.")
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    func isSpace(_ character: Character) -> Bool {
      character == " " || character == "\t" || character == "\r"
    }
    var rest = text.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return String(rest)
  }
}
