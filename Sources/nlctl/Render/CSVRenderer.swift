internal import Protocol
internal import Syscalls

/// Prints records as comma-separated values (RFC 4180, with LF at the end of lines).
struct CSVRenderer: ~Copyable {
  private let names: [String]
  private let layout: RecordLayout
  private var index: RecordIndex
  private var headerIsDue: Bool

  /// - Parameter names: the members to print; `a.b` is the member b of the object a.
  init(_ names: [String], hasHeader: Bool) {
    self.names = names
    headerIsDue = hasHeader
    layout = RecordLayout(names.map { Column($0, member: $0) })
    index = RecordIndex(layout.names)
  }

  mutating func record(_ record: Span<UInt8>, to out: inout OutputBuffer) {
    header(&out)
    index.read(record)
    for column in 0..<names.count {
      if column > 0 { out.append(UInt8(ascii: ",")) }
      out.csv(record, index.fields[layout.places[layout.starts[column]]])
    }
    out.append(UInt8(ascii: "\n"))
    out.recordEnded()
  }

  /// Must be called after the last record.
  mutating func end(to out: inout OutputBuffer) { header(&out) }

  private mutating func header(_ out: inout OutputBuffer) {
    guard headerIsDue else { return }
    headerIsDue = false
    out.append(names.joined(separator: ","))
    out.append(UInt8(ascii: "\n"))
  }
}

extension OutputBuffer {
  /// Appends one cell: nothing for null, JSON text for arrays and objects.
  mutating func csv(_ bytes: Span<UInt8>, _ field: Field) {
    switch field.kind {
    case .absent, .null: return
    case .scalar: append(bytes.extracting(field.start..<field.end))
    case .plainString:
      let hasComma = ByteScan.contains(bytes, field.start..<field.end, UInt8(ascii: ","))
      if hasComma { append(UInt8(ascii: "\"")) }
      append(bytes.extracting(field.start..<field.end))
      if hasComma { append(UInt8(ascii: "\"")) }
    case .string, .array, .object: quoted(bytes, field)
    }
  }

  private mutating func quoted(_ bytes: Span<UInt8>, _ field: Field) {
    let mark = count
    var needsQuotes = false
    var decoder = ScalarDecoder(field.start..<field.end)
    let isText = field.kind == .string
    while !decoder.isAtEnd {
      let scalar = isText ? decoder.nextInString(bytes) : decoder.next(bytes)
      switch scalar {
      case UInt32(UInt8(ascii: "\n")) where isText:
        needsQuotes = true
        append(UInt8(ascii: "\n"))
      case UInt32(UInt8(ascii: "\"")):
        needsQuotes = true
        append(literal: "\"\"")
      default:
        if scalar == UInt32(UInt8(ascii: ",")) { needsQuotes = true }
        _ = safe(scalar, isText ? .hex : .json)
      }
    }
    if needsQuotes {
      insert(UInt8(ascii: "\""), times: 1, at: mark)
      append(UInt8(ascii: "\""))
    }
  }
}
