internal import Glibc

/// The three streams a process starts with.
public enum StandardStream: Int32, Sendable {
  case input = 0
  case output = 1
  case error = 2

  /// Whether the stream is a terminal. The corresponding C function is `isatty`.
  public var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Writes text; what cannot be written is lost, for there is nobody left to tell.
  public func write(_ text: String) {
    try? write(Array(text.utf8).rawBytes)
  }

  /// Writes all of `bytes`. The corresponding C function is `write`.
  public func write(_ bytes: RawSpan) throws(SystemCallError) {
    let number = rawValue
    var done = 0
    while done < bytes.byteCount {
      let rest = bytes.extracting(done..<bytes.byteCount)
      done += try unsafe rest.withUnsafeBytes { bytes throws(SystemCallError) in
        try retrying("write") { unsafe Glibc.write(number, bytes.baseAddress, bytes.count) }
      }
    }
  }
}
