internal import Syscalls

/// Prints successive answers: on a terminal each one over the previous one, elsewhere below it.
struct WatchScreen {
  private let listing: Listing
  private let heading: [String]
  private let isOverwriting: Bool

  /// - Parameters:
  ///   - heading: the lines above the table.
  ///   - isOverwriting: false prints each table below the previous one on a terminal, too.
  init(_ listing: Listing, _ heading: [String], isOverwriting: Bool) {
    self.listing = listing
    self.heading = heading
    self.isOverwriting = isOverwriting
  }

  /// - Parameter isFirst: whether this is the first answer that is printed.
  func show(_ batch: RecordBatch, isFirst: Bool, _ out: inout OutputBuffer) {
    guard listing.settings.format == .table else { return listing.show(batch, &out) }
    guard isOverwriting, StandardStream.output.isTerminal else {
      if !isFirst { out.append(UInt8(ascii: "\n")) }
      for line in heading {
        out.append(line)
        out.append(UInt8(ascii: "\n"))
      }
      return listing.show(batch, &out)
    }
    overwrite(batch, isFirst, &out)
  }

  private func overwrite(_ batch: RecordBatch, _ isFirst: Bool, _ out: inout OutputBuffer) {
    // Overwriting the previous text line by line does not flicker; erasing it first does.
    out.append(literal: isFirst ? "\u{1b}[H\u{1b}[2J" : "\u{1b}[H")
    let rows = max(3 + heading.count, StandardStream.output.terminalRows ?? 24)
    let room = rows - 2 - heading.count
    var visible = RecordBatch()
    for position in 0..<min(batch.count, room) { visible.append(batch.record(position)) }
    var table = OutputBuffer(nil)
    for line in heading {
      let mark = table.count
      table.append(line)
      if let width = StandardStream.lineWidth, line.count > width {
        table.cut(from: mark, to: width)
      }
      table.append(UInt8(ascii: "\n"))
    }
    listing.show(visible, &table)
    for index in 0..<table.bytes.count {
      if table.bytes[index] == UInt8(ascii: "\n") { out.append(literal: "\u{1b}[K") }
      out.append(table.bytes[index])
    }
    let more = batch.count - visible.count
    if more > 0 { out.append("… \(more) more") }
    if !batch.isComplete { out.append(literal: " (incomplete)") }
    out.append(literal: "\u{1b}[J")
  }
}
