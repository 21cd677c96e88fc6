internal import Protocol

/// A filter given on the command line. The agent parses it.
struct FilterExpression: Equatable {
  /// The text of the filter; nil if none was given.
  let text: String?

  /// - Parameter words: are joined with spaces, so that a filter needs no quotes as a whole.
  init(_ words: [String]) {
    text = words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// Writes the parameter `filter`.
  func write(_ json: inout JSONWriter) {
    json.parameter("filter", text)
  }

  /// Runs a request. If the agent finds a mistake in the filter, adds to the hint where it is.
  func explaining(
    _ run: () throws(Failure) -> ExitStatus
  ) throws(Failure) -> ExitStatus {
    do throws(Failure) {
      return try run()
    } catch {
      guard let text, let column = error.column else { throw error }
      let hint = [FilterExpression.pointing(at: column, in: text), error.hint].compactMap { $0 }
      throw Failure(error.status, error.message, hint: hint.joined(separator: "\n"))
    }
  }

  /// The filter with a caret below the character at a column; of a long filter only the part
  /// around that character.
  static func pointing(at column: Int, in text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    let place = min(max(column - 1, 0), scalars.count)
    let start = max(0, place - 50)
    let end = min(scalars.count, place + 25)
    func line(_ part: ArraySlice<Unicode.Scalar>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: part)
      return SafeText.line(String(view))
    }
    let before = (start > 0 ? "..." : "") + line(scalars[start..<place])
    let width = before.unicodeScalars.reduce(0) { $0 + TextWidth.columns($1.value) }
    let after = line(scalars[place..<end]) + (end < scalars.count ? "..." : "")
    return "  \(before)\(after)\n  \(String(repeating: " ", count: width))^"
  }
}
