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
      out.json(record)
      out.recordEnded()
    } else {
      if hasRecords { early.append(UInt8(ascii: ",")) }
      early.json(record)
    }
    hasRecords = true
  }

  /// Must be called when all received bytes are scanned.
  /// - Returns: false if the members before the list are not valid JSON.
  mutating func pause(_ scanner: borrowing ResponseScanner, to out: inout OutputBuffer) -> Bool {
    let isValid = begin(scanner, to: &out)
    if isTerminal { out.flush() }
    return isValid
  }

  /// Must be called at the end of the answer.
  /// - Parameter result: the result of the answer; nil if the answer is not whole.
  mutating func end(
    _ scanner: borrowing ResponseScanner, _ result: JSONNode?, to out: inout OutputBuffer
  ) {
    _ = begin(scanner, to: &out)
    guard let result else {
      if hasBegun { out.append(literal: "]}\n") }
      return
    }
    let start = hasBegun ? scanner.listOffset ?? 0 : result.range.lowerBound
    out.json(scanner.rest.span.extracting(start..<max(start, result.range.upperBound)))
    out.append(UInt8(ascii: "\n"))
  }

  private mutating func begin(
    _ scanner: borrowing ResponseScanner, to out: inout OutputBuffer
  ) -> Bool {
    guard !hasBegun, let start = scanner.resultOffset, let list = scanner.listOffset else {
      return true
    }
    // With an end, what came before the list is an object.
    let head = Array(scanner.rest[start..<list])
    guard JSONCheck.isValue((head + Array("]}".utf8)).span) else { return false }
    hasBegun = true
    out.json(head.span)
    out.append(early.bytes)
    early.truncate(to: 0)
    return true
  }
}
