internal import Syscalls

/// Messages on standard error.
enum Diagnostics {
  /// Prints one line: `nlctl: ` and the message, with control characters escaped.
  static func report(_ message: String) {
    StandardStream.error.write("nlctl: \(SafeText.line(message))\n")
  }

  /// Prints why nlctl ends, with the hint on lines of its own.
  static func report(_ failure: Failure) {
    report(failure.message)
    if let hint = failure.hint { StandardStream.error.write(SafeText.lines(hint) + "\n") }
  }
}

extension OutputBuffer {
  /// Whether the reader of the output has closed it (EPIPE), which is not an error: the command
  /// ends without a message.
  /// - Throws: why the output cannot be written, for any other reason.
  func isClosedByReader() throws(Failure) -> Bool {
    guard let failure else { return false }
    if failure.errno == .brokenPipe { return true }
    throw Failure(.incomplete, "cannot write the output: \(failure.explanation)")
  }
}
