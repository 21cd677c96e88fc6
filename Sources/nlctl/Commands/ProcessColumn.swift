internal import Protocol
internal import Syscalls

extension Option {
  static let processes = Option("--processes", short: "p", "which processes hold each socket")
}

extension Column {
  /// Who holds a socket: the first process and its first descriptor, `+N` for how many more
  /// processes there are, or in parentheses why it is not known.
  static let process = Column("PROCESS", dispensability: 1, of: "processes", "ownerUnknown") {
    row, out in
    var first: Field?
    var more = 0
    FieldScanner.elements(of: row[0], row.record) { element in
      if first == nil { first = element } else { more += 1 }
    }
    guard let first else { return reason(row, &out) }
    var width = holder(first, row, &out)
    if more > 0 {
      out.append(literal: " +")
      width += 2 + out.decimal(more)
    }
    return width
  }

  private static func reason(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    guard row[1].isThere else { return out.cell(row.record, row[1]) }
    out.append(UInt8(ascii: "("))
    let width = out.cell(row.record, row[1])
    out.append(UInt8(ascii: ")"))
    return width + 2
  }

  /// `nginx(123),fd 6`, or `nginx(123/125),fd 6` for the table of thread 125.
  private static func holder(
    _ process: Field, _ row: borrowing Row, _ out: inout OutputBuffer
  ) -> Int {
    func member(_ name: StaticString) -> Field {
      FieldScanner.member("\(name)".utf8, of: process, row.record)
    }
    var width = out.cell(row.record, member("command"))
    out.append(UInt8(ascii: "("))
    width += out.cell(row.record, member("pid"))
    let thread = member("tid")
    if thread.isThere {
      out.append(UInt8(ascii: "/"))
      width += 1 + out.cell(row.record, thread)
    }
    out.append(literal: "),fd ")
    width += 6
    var descriptor: Field?
    FieldScanner.elements(of: member("descriptors"), row.record) { element in
      if descriptor == nil { descriptor = element }
    }
    return width + out.cell(row.record, descriptor ?? Field())
  }
}
