/// A cursor over the text of a filter, which reads words, operators and values.
struct FilterText {
  private let scalars: [Unicode.Scalar]
  private(set) var index = 0

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  /// The column of the next character, counted from 1.
  var column: Int { index + 1 }

  var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  mutating func skipSpace() {
    while let scalar = next, FilterText.isSpace(scalar) { index += 1 }
  }

  /// Consumes these characters if they come next.
  mutating func take(_ symbol: String) -> Bool {
    let wanted = Array(symbol.unicodeScalars)
    guard scalars[index...].starts(with: wanted) else { return false }
    index += wanted.count
    return true
  }

  /// The next word in lower case; empty if no word comes next.
  var word: String {
    var word = ""
    for scalar in scalars[index...] {
      guard !FilterText.isSpace(scalar), !"()|&!=<>".unicodeScalars.contains(scalar) else { break }
      word.unicodeScalars.append(scalar)
    }
    return word.lowercased()
  }

  /// Consumes a word if it comes next.
  mutating func take(word wanted: String) -> Bool {
    guard word == wanted else { return false }
    index += wanted.unicodeScalars.count
    return true
  }

  /// Consumes a value, up to a space, `)`, `|` or `&`. Inside quotes, and after a backslash, these
  /// belong to the value.
  /// - Parameter escapes: whether backslashes are kept, for patterns in which they have a meaning.
  /// - Throws: if a quote is not closed.
  mutating func value(keepingEscapes escapes: Bool) throws(FilterError) -> String {
    var value = String.UnicodeScalarView()
    while let scalar = next, !FilterText.isSpace(scalar) {
      switch scalar {
      case ")", "|", "&": return String(value)
      case "\"", "'":
        try quoted(scalar, into: &value)
        continue
      case "\\" where index + 1 < scalars.count:
        if escapes { value.append(scalar) }
        index += 1
        value.append(scalars[index])
      default: value.append(scalar)
      }
      index += 1
    }
    return String(value)
  }

  private mutating func quoted(
    _ quote: Unicode.Scalar, into value: inout String.UnicodeScalarView
  ) throws(FilterError) {
    let start = column
    index += 1
    while let scalar = next {
      index += 1
      if scalar == quote { return }
      value.append(scalar)
    }
    throw FilterError(message: "this quote is not closed", column: start)
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || (scalar.value >= 0x09 && scalar.value <= 0x0d)
  }
}
