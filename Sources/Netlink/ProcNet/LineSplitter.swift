/// Splits a stream of bytes into lines, in bounded memory.
public struct LineSplitter {
  // No line of /proc/net is longer; longer lines are dropped.
  private static let lineBytes = 4096

  // The beginning of a line that has not ended yet.
  private var partial: [UInt8] = []
  private var isTooLong = false

  public init() {}

  /// Calls `body` with each line that ends in `bytes`, without its line feed.
  /// - Parameter body: returns false to stop.
  /// - Returns: false if `body` returned false.
  public mutating func feed<Failure: Error>(
    _ bytes: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>) throws(Failure) -> Bool
  ) throws(Failure) -> Bool {
    var remaining = bytes
    while let end = remaining.firstIndex(of: UInt8(ascii: "\n")) {
      let line = remaining[..<end]
      remaining = remaining[(end + 1)...]
      if partial.isEmpty, !isTooLong {
        if try !body(line) { return false }
        continue
      }
      keep(line)
      if try !finish(body) { return false }
    }
    keep(remaining)
    return true
  }

  /// Calls `body` with a last line that has no line feed. To be called at the end of the input.
  public mutating func finish<Failure: Error>(
    _ body: (ArraySlice<UInt8>) throws(Failure) -> Bool
  ) throws(Failure) -> Bool {
    defer {
      partial.removeAll(keepingCapacity: true)
      isTooLong = false
    }
    return partial.isEmpty || isTooLong ? true : try body(partial[...])
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    if partial.count + bytes.count > LineSplitter.lineBytes { isTooLong = true }
    if !isTooLong { partial += bytes }
  }
}
