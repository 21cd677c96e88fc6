/// Cuts bytes into lines as they come, in bounded memory.
public struct LineSplitter {
  // Longer lines are none of /proc/net's, and are dropped.
  private static let lineBytes = 4096

  private var begun: [UInt8] = []
  private var isTooLong = false

  public init() {}

  /// Hands over each line that ends in `bytes`, without its line feed.
  /// - Parameter body: returns false to stop.
  /// - Returns: false when `body` did.
  public mutating func feed<Failure: Error>(
    _ bytes: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>) throws(Failure) -> Bool
  ) throws(Failure) -> Bool {
    var rest = bytes
    while let end = rest.firstIndex(of: 0x0a) {
      let line = rest[..<end]
      rest = rest[(end + 1)...]
      if begun.isEmpty, !isTooLong {
        if try !body(line) { return false }
        continue
      }
      keep(line)
      if try !finish(body) { return false }
    }
    keep(rest)
    return true
  }

  /// To be called at the end: hands over a last line that no line feed ended.
  public mutating func finish<Failure: Error>(
    _ body: (ArraySlice<UInt8>) throws(Failure) -> Bool
  ) throws(Failure) -> Bool {
    defer {
      begun.removeAll(keepingCapacity: true)
      isTooLong = false
    }
    return begun.isEmpty || isTooLong ? true : try body(begun[...])
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    if begun.count + bytes.count > LineSplitter.lineBytes { isTooLong = true }
    if !isTooLong { begun += bytes }
  }
}
