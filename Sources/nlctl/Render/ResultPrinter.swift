internal import Protocol
internal import Syscalls

/// Prints a result as the agent sent it while it arrives: the members before its list, the records
/// of the list, and the members behind it.
struct ResultPrinter: ~Copyable {
  private let isTerminal: Bool
  private var hasRecords = false
  // Records that arrived before the members in front of the list were printed.
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

  /// Must be called when all received bytes are scanned.
  mutating func pause(_ scanner: borrowing ResponseScanner, to out: inout OutputBuffer) {
    begin(scanner, to: &out)
    if isTerminal { out.flush() }
  }

  /// Must be called at the end of the answer.
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
    let tail = scanner.rest.span.extracting(start..<max(start, result.range.upperBound))
    ResultPrinter.text(tail, isTerminal, to: &out)
    out.append(UInt8(ascii: "\n"))
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
      out.json(bytes, Field(object: bytes))
    } else {
      out.append(bytes)
    }
  }
}
