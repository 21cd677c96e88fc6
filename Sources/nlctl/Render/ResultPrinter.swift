internal import Protocol
internal import Syscalls

/// Prints a result as the agent wrote it while it arrives: what comes before its list, the
/// list's records, and what comes behind.
struct ResultPrinter: ~Copyable {
  private let isTerminal: Bool
  private var hasRecords = false
  // The beginning of the list, until what comes before it is known and printed.
  private var early = OutputBuffer(nil)
  private var hasBegun = false

  init(isTerminal: Bool) {
    self.isTerminal = isTerminal
  }

  mutating func record(_ record: Span<UInt8>, to out: inout OutputBuffer) {
    if hasBegun {
      if hasRecords { out.append(UInt8(ascii: ",")) }
      ResultPrinter.text(record, isTerminal, to: &out)
      out.recordEnded()
    } else {
      if hasRecords { early.append(UInt8(ascii: ",")) }
      ResultPrinter.text(record, isTerminal, to: &early)
    }
    hasRecords = true
  }

  /// To be called when all that has arrived was scanned.
  mutating func pause(_ scanner: borrowing ResponseScanner, to out: inout OutputBuffer) {
    begin(scanner, to: &out)
    if isTerminal { out.flush() }
  }

  /// To be called when no more comes.
  mutating func end(_ scanner: borrowing ResponseScanner, to out: inout OutputBuffer) {
    begin(scanner, to: &out)
    guard scanner.isFinished else {
      if hasBegun { out.append(literal: "]}\n") }
      return
    }
    guard let result = (try? JSONReader.parse(scanner.rest, limits: .answer))?["result"] else {
      return
    }
    let start = hasBegun ? scanner.listOffset ?? 0 : result.range.lowerBound
    let rest = scanner.rest.span.extracting(start..<max(start, result.range.upperBound))
    ResultPrinter.text(rest, isTerminal, to: &out)
    out.append(0x0a)
  }

  private mutating func begin(_ scanner: borrowing ResponseScanner, to out: inout OutputBuffer) {
    guard !hasBegun, let start = scanner.resultOffset, let list = scanner.listOffset else { return }
    hasBegun = true
    ResultPrinter.text(scanner.rest.span.extracting(start..<list), isTerminal, to: &out)
    out.append(early.bytes)
    early.truncate(to: 0)
  }

  private static func text(
    _ bytes: Span<UInt8>, _ isTerminal: Bool, to out: inout OutputBuffer
  ) {
    if isTerminal {
      out.json(bytes, Field(kind: .object, start: 0, end: bytes.count))
    } else {
      out.append(bytes)
    }
  }
}
