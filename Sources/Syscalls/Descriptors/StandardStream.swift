internal import Glibc

/// The three standard streams of a process. See stdin(3).
public enum StandardStream: Int32, Sendable {
  case input = 0
  case output = 1
  case error = 2

  /// Whether the stream is a terminal. The corresponding C function is `isatty`.
  public var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Opens the streams that the parent process has closed, so that no other file gets their
  /// numbers: what is printed would reach it. Using them fails with EBADF, as if they were closed.
  /// To be called before anything is opened.
  /// - Throws: the errors of open(2).
  public static func reserve() throws(SystemCallError) {
    for stream in [StandardStream.input, .output, .error] {
      do throws(SystemCallError) {
        _ = try retrying("fcntl") { fcntl(stream.rawValue, F_GETFD) }
      } catch {
        // The lowest free number is that of the stream.
        let mode = stream == .input ? O_WRONLY : O_RDONLY
        _ = try retrying("open") { unsafe Glibc.open("/dev/null", mode) }
      }
    }
  }

  /// Writes text. An error is ignored, since there is nowhere left to report it.
  public func write(_ text: String) {
    try? write(Array(text.utf8).rawBytes)
  }

  /// Writes all of `bytes`. The corresponding C function is `write`.
  public func write(_ bytes: RawSpan) throws(SystemCallError) {
    let number = rawValue
    var done = 0
    while done < bytes.byteCount {
      let remaining = bytes.extracting(done..<bytes.byteCount)
      done += try unsafe remaining.withUnsafeBytes { bytes throws(SystemCallError) in
        try retrying("write") { unsafe Glibc.write(number, bytes.baseAddress, bytes.count) }
      }
    }
  }
}
