internal import Protocol

/// One record, with the members that a column needs.
struct Row: ~Escapable {
  let record: Span<UInt8>
  private let fields: Span<Field>
  private let places: Span<Int>
  private let first: Int

  /// - Parameters:
  ///   - places: the positions in `fields` of the members of all columns.
  ///   - first: the position in `places` of this column's first member.
  @_lifetime(copy record, copy fields, copy places)
  init(_ record: Span<UInt8>, _ fields: Span<Field>, _ places: Span<Int>, from first: Int) {
    self.record = record
    self.fields = fields
    self.places = places
    self.first = first
  }

  /// The value of the column's member at this position in `Column.members`.
  subscript(index: Int) -> Field { fields[places[first + index]] }

  /// Whether the value is a string of exactly these bytes.
  func isText(_ field: Field, _ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard field.kind == .plainString, field.count == count else { return false }
    return ByteScan.isText(record, at: field.start, text)
  }

  /// Whether the value is `true`.
  func isTrue(_ field: Field) -> Bool {
    field.kind == .scalar && field.count == 4 && record[field.start] == UInt8(ascii: "t")
  }

  /// The value as a whole number; nil if it is none, or negative, or too large.
  func number(_ field: Field) -> Int? { field.number(record) }

  /// The first element of an array, and how many follow it.
  func firstElement(of array: Field) -> (first: Field?, more: Int) {
    var first: Field?
    var more = 0
    FieldScanner.elements(of: array, record) { element in
      if first == nil { first = element } else { more += 1 }
    }
    return (first, more)
  }

  /// A member of an object within the record.
  func member(_ name: StaticString, of object: Field?) -> Field {
    guard let object else { return Field() }
    return FieldScanner.member("\(name)".utf8, of: object, record)
  }
}
