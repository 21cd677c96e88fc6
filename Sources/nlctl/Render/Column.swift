internal import Protocol
internal import Syscalls

/// One record with its members found.
struct Row: ~Escapable {
  let record: Span<UInt8>
  private let fields: Span<Field>
  private let places: Span<Int>
  private let first: Int

  /// - Parameters:
  ///   - places: where in `fields` the members of all columns are.
  ///   - first: where in `places` those of this column begin.
  @_lifetime(copy record, copy fields, copy places)
  init(_ record: Span<UInt8>, _ fields: Span<Field>, _ places: Span<Int>, from first: Int) {
    self.record = record
    self.fields = fields
    self.places = places
    self.first = first
  }

  /// The column's member of that number.
  subscript(index: Int) -> Field { fields[places[first + index]] }

  /// Whether the member is a string of just these bytes.
  func isText(_ field: Field, _ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard field.kind == .plainString, field.count == count else { return false }
    return ByteScan.isText(record, at: field.start, text)
  }

  /// The member's value, if it is a whole number that is not negative.
  func number(_ field: Field) -> Int? { Row.number(record, field) }

  static func number(_ record: Span<UInt8>, _ field: Field) -> Int? {
    guard field.kind == .scalar, field.count > 0, field.count <= 18 else { return nil }
    var value = 0
    for index in field.start..<field.end {
      let digit = record[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }
}

/// A column of a table.
struct Column: Sendable {
  /// Appends the cell's text and returns the columns it takes on a terminal.
  typealias Render = @Sendable (borrowing Row, inout OutputBuffer) -> Int

  enum Alignment: Sendable { case left, right }

  let title: String
  let alignment: Alignment
  /// What goes first when a terminal is narrow: the highest number. 0 never goes.
  let dispensability: Int
  /// The members of the record it is made of; `a.b` is the member b of the object a.
  let members: [String]
  let render: Render
  let content: Content

  /// What a cell shows. Most cells are members as they are, and nobody need ask `render` then.
  enum Content: Sendable {
    /// The first of the column's members that is there, as it is.
    case member
    /// What `render` makes of the members.
    case rendered
    /// The same, but nothing where the first member is not there.
    case renderedIfThere
  }

  init(
    _ title: String, align alignment: Alignment = .left, dispensability: Int = 0,
    _ content: Content = .rendered, of members: String..., render: @escaping Render
  ) {
    self.title = title
    self.alignment = alignment
    self.dispensability = dispensability
    self.members = members
    self.render = render
    self.content = content
  }

  /// A column that shows the first of these members that is there, as it is.
  init(
    _ title: String, align alignment: Alignment = .left, dispensability: Int = 0,
    firstOf members: String...
  ) {
    self.title = title
    self.alignment = alignment
    self.dispensability = dispensability
    self.members = members
    content = .member
    let count = members.count
    render = { row, out in
      let place = (0..<count).first { row[$0].isThere }
      return out.cell(row.record, row[place ?? count - 1])
    }
  }

  /// The same column, which no terminal is too narrow for.
  var always: Column {
    Column(title, alignment, members, content, render: render)
  }

  private init(
    _ title: String, _ alignment: Alignment, _ members: [String], _ content: Content,
    render: @escaping Render
  ) {
    self.title = title
    self.alignment = alignment
    dispensability = 0
    self.members = members
    self.content = content
    self.render = render
  }

  /// A column that shows one member as it is.
  init(
    _ title: String, align alignment: Alignment = .left, dispensability: Int = 0, member: String
  ) {
    self.init(title, align: alignment, dispensability: dispensability, firstOf: member)
  }
}

/// Which members the columns need, each once.
struct RecordLayout: Sendable {
  let names: [String]
  /// For each member of each column where it is in `names`.
  let places: [Int]
  /// For each column where in `places` its members begin.
  let starts: [Int]

  init(_ columns: [Column]) {
    var names: [String] = []
    var places: [Int] = []
    var starts: [Int] = []
    for column in columns {
      starts.append(places.count)
      for member in column.members {
        let known = names.firstIndex(of: member)
        if known == nil { names.append(member) }
        places.append(known ?? names.count - 1)
      }
    }
    self.names = names
    self.places = places
    self.starts = starts
  }
}
