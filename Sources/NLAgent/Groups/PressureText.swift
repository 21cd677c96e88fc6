internal import Protocol

/// The text of a pressure file, as the kernel has it for a resource. See `accounting/psi.rst`:
///
///     some avg10=0.00 avg60=0.00 avg300=0.00 total=0
///     full avg10=0.00 avg60=0.00 avg300=0.00 total=0
enum PressureText {
  /// Writes it as an object.
  /// - Returns: whether there was anything to write; if not, null is written.
  static func write(_ text: [UInt8], to json: inout JSONWriter) -> Bool {
    let before = json.mark
    json.beginObject()
    let isThere = writeMembers(text, to: &json)
    json.endObject()
    if !isThere {
      json.rewind(to: before)
      json.null()
    }
    return isThere
  }

  /// Writes the members `some` and `full`; percentages are numbers as the kernel wrote them.
  /// - Returns: whether there was one.
  static func writeMembers(_ text: [UInt8], to json: inout JSONWriter) -> Bool {
    var isThere = false
    for line in text.split(separator: 0x0a) {
      let fields = line.split(separator: 0x20)
      guard let kind = fields.first else { continue }
      if kind.elementsEqual("some".utf8) {
        json.key("some")
      } else if kind.elementsEqual("full".utf8) {
        json.key("full")
      } else {
        continue
      }
      isThere = true
      json.beginObject()
      for field in fields.dropFirst() { writeNumber(field, to: &json) }
      json.endObject()
    }
    return isThere
  }

  private static func writeNumber(_ field: ArraySlice<UInt8>, to json: inout JSONWriter) {
    let sides = field.split(separator: 0x3d, maxSplits: 1)
    guard sides.count == 2, isNumber(sides[1]) else { return }
    for name in ["avg10", "avg60", "avg300", "total"] as [StaticString]
    where sides[0].elementsEqual(name.description.utf8) {
      json.key(name)
      json.value(Array(sides[1]))
    }
  }

  /// Whether it is a number as JSON writes them: digits, and a dot with digits behind it.
  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: 0x2e, omittingEmptySubsequences: false)
    guard let whole = parts.first, whole.count == 1 || whole.first != 0x30 else { return false }
    return parts.count <= 2 && text.count <= 24
      && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
  }
}
