import Foundation
import RegexBuilder

/// One Swift file of `Sources`, as far as these tests read it: without comments and strings.
struct SourceFile {
  let target: String
  /// The folder directly below the target; empty for a file at its top.
  let folder: String
  /// The path below `Sources`.
  let path: String
  let code: String

  static let sources = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources").standardizedFileURL

  /// All files, in the order of their paths.
  static func all() throws -> [SourceFile] {
    let enumerator = FileManager.default.enumerator(atPath: sources.path)
    let paths = (enumerator?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }
    return try paths.sorted().map { path in
      let text = try String(
        contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      let parts = path.split(separator: "/").map { String($0) }
      return SourceFile(
        target: parts[0], folder: parts.count > 2 ? parts[1] : "", path: path,
        code: text.withoutCommentsAndStrings)
    }
  }

  /// The types and functions that it declares for others: at its top level and not private.
  var declaredNames: Set<String> {
    let modifiers = /(?:(?:public|final|indirect|package|internal|@\w+(?:\([^)]*\))?) +)*/
    let pattern = Regex {
      Anchor.startOfLine
      modifiers
      ChoiceOf {
        "struct"
        "class"
        "enum"
        "protocol"
        "actor"
        "typealias"
        "func"
      }
      OneOrMore(" ")
      Capture { OneOrMore(.word) }
    }.anchorsMatchLineEndings()
    return Set(code.matches(of: pattern).map { String($0.output.1) })
  }

  /// All words that may name one.
  var words: Set<String> {
    Set(code.matches(of: /\b[A-Za-z]\w*/).map { String($0.output) })
  }
}

extension String {
  /// The same with every comment and every string literal left out; what is interpolated into a
  /// string goes with it.
  var withoutCommentsAndStrings: String {
    var text = replacing(/"""[\s\S]*?"""/, with: "")
    text = text.replacing(/"(?:\\.|[^"\\\n])*"/, with: "")
    return text.replacing(/\/\/[^\n]*/, with: "")
  }
}
