internal import Protocol

/// The text of a pressure file. See `accounting/psi.rst` of the kernel's documentation:
///
///     some avg10=0.00 avg60=0.00 avg300=0.00 total=0
///     full avg10=0.00 avg60=0.00 avg300=0.00 total=0
enum PressureText {
  /// Writes the text as an object.
  /// - Returns: false if it has no members; then null is written.
  static func write(_ text: [UInt8], to json: inout JSONWriter) -> Bool {
    let before = json.mark
    json.beginObject()
    let hasMembers = writeMembers(text, to: &json)
    json.endObject()
    if !hasMembers {
      json.rewind(to: before)
      json.null()
    }
    return hasMembers
  }

  /// Writes the members `some` and `full`. Percentages are numbers, as the kernel wrote them.
  /// - Returns: whether there was at least one.
  static func writeMembers(_ text: [UInt8], to json: inout JSONWriter) -> Bool {
    var hasMembers = false
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: " "))
      guard let kind = fields.first else { continue }
      if kind.elementsEqual("some".utf8) {
        json.key("some")
      } else if kind.elementsEqual("full".utf8) {
        json.key("full")
      } else {
        continue
      }
      hasMembers = true
      json.beginObject()
      for field in fields.dropFirst() { writeNumber(field, to: &json) }
      json.endObject()
    }
    return hasMembers
  }

  private static func writeNumber(_ field: ArraySlice<UInt8>, to json: inout JSONWriter) {
    let sides = field.split(separator: UInt8(ascii: "="), maxSplits: 1)
    guard sides.count == 2, isNumber(sides[1]) else { return }
    for name in ["avg10", "avg60", "avg300", "total"] as [StaticString]
    where sides[0].elementsEqual(name.description.utf8) {
      json.key(name)
      json.value(Array(sides[1]))
    }
  }

  /// Whether the text is a JSON number without sign and exponent: digits, and optionally a dot with
  /// digits after it.
  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard let whole = parts.first, whole.count == 1 || whole.first != UInt8(ascii: "0")
    else { return false }
    return parts.count <= 2 && text.count <= 24
      && parts.allSatisfy { digits in
        !digits.isEmpty
          && digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      }
  }
}
