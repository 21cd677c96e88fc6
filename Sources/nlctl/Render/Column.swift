internal import Syscalls

/// A column of a table.
struct Column: Sendable {
  /// Appends the cell's text and returns the columns that it takes on a terminal.
  typealias Render = @Sendable (borrowing Row, inout OutputBuffer) -> Int

  enum Alignment: Sendable { case left, right }

  let title: String
  let alignment: Alignment
  /// If a terminal is too narrow, the columns with the highest number are omitted first. A column
  /// with 0 is always shown.
  let dispensability: Int
  /// The members of the record that the cell is made of; `a.b` is the member b of the object a.
  let members: [String]
  let render: Render
  let content: Content

  /// What a cell shows. Most cells show a member unchanged, without a call of `render`.
  enum Content: Sendable {
    /// The first of the column's members that has a value.
    case member
    /// What `render` appends.
    case rendered
    /// What `render` appends, or `-` if the first member has no value.
    case renderedIfPresent
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

  /// A column that shows the first of these members that has a value.
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
      let place = (0..<count).first { row[$0].hasValue }
      return out.cell(row.record, row[place ?? count - 1])
    }
  }

  /// A column that shows one member.
  init(
    _ title: String, align alignment: Alignment = .left, dispensability: Int = 0, member: String
  ) {
    self.init(title, align: alignment, dispensability: dispensability, firstOf: member)
  }

  /// A right-aligned column for a number with a unit.
  /// - Parameters:
  ///   - member: the member with the number.
  ///   - other: the member to show if the first one has no value.
  ///   - write: appends the number and returns the columns that it takes on a terminal.
  init(
    _ title: String, dispensability: Int = 0, number member: String, or other: String? = nil,
    write: @escaping @Sendable (inout OutputBuffer, Int) -> Int
  ) {
    self.init(
      title, align: .right, dispensability: dispensability, of: member, other ?? member
    ) { row, out in
      let field = row[0].hasValue ? row[0] : row[1]
      guard let number = row.number(field) else { return out.cell(row.record, field) }
      return write(&out, number)
    }
  }

  /// The same column with the dispensability 0.
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
}

/// The members that all columns of a table need, each once.
struct RecordLayout: Sendable {
  let names: [String]
  /// For each member of each column its position in `names`.
  let places: [Int]
  /// For each column the position in `places` of its first member.
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
