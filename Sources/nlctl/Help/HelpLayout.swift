/// The layout of help texts: lines of at most 80 characters.
enum HelpLayout {
  static let width = 80

  /// Two columns. If the first text of a row is too long, the second begins on the next line.
  static func pairs(_ pairs: [(String, String)]) -> String {
    let column = pairs.map(\.0.count).filter { $0 <= 40 }.max() ?? 0
    let indent = column + 4
    return pairs.map { first, second in
      let lines = lines(second, width: width - indent)
      let margin = String(repeating: " ", count: indent)
      let gap =
        first.count > column
        ? "\n" + margin : String(repeating: " ", count: column - first.count + 2)
      return "  " + first + gap + lines.joined(separator: "\n" + margin)
    }.joined(separator: "\n")
  }

  /// Words in lines with this indent.
  static func wrapped(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return margin + lines(text, width: width - indent).joined(separator: "\n" + margin)
  }

  private static func lines(_ text: String, width: Int) -> [String] {
    if text.utf8.count <= width, !text.utf8.contains(UInt8(ascii: "\n")) { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + [line]
  }
}
