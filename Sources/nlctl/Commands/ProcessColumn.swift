internal import Protocol
internal import Syscalls

extension Option {
  static let processes = Option(
    "--processes", short: "p", "with the processes that hold each socket")
}

extension Column {
  /// The first process that holds a socket, with its first descriptor; `+N` if N more processes
  /// hold it; or in parentheses the reason why no process is known.
  static let process = Column("PROCESS", dispensability: 1, of: "processes", "ownerUnknown") {
    row, out in
    let (first, more) = row.firstElement(of: row[0])
    guard let first else { return reason(row, &out) }
    var width = holder(first, row, &out)
    if more > 0 {
      out.append(literal: " +")
      width += 2 + out.decimal(more)
    }
    return width
  }

  private static func reason(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    guard row[1].hasValue else { return out.cell(row.record, row[1]) }
    out.append(UInt8(ascii: "("))
    let width = out.cell(row.record, row[1])
    out.append(UInt8(ascii: ")"))
    return width + 2
  }

  /// `nginx(123),fd 6`, or `nginx(123/125),fd 6` for the descriptor table of thread 125.
  private static func holder(
    _ process: Field, _ row: borrowing Row, _ out: inout OutputBuffer
  ) -> Int {
    var width = out.cell(row.record, row.member("command", of: process))
    out.append(UInt8(ascii: "("))
    width += out.cell(row.record, row.member("pid", of: process))
    let thread = row.member("tid", of: process)
    if thread.hasValue {
      out.append(UInt8(ascii: "/"))
      width += 1 + out.cell(row.record, thread)
    }
    out.append(literal: "),fd ")
    width += 6
    let (descriptor, _) = row.firstElement(of: row.member("descriptors", of: process))
    return width + out.cell(row.record, descriptor ?? Field())
  }
}
