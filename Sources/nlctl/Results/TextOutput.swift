internal import Syscalls

/// Prints a text that is ready, such as a help text.
enum TextOutput {
  /// - Throws: why it cannot be written.
  static func print(_ text: String) throws(Failure) -> ExitStatus {
    var out = OutputBuffer(.output)
    out.append(text)
    out.flush()
    _ = try out.isClosedByReader()
    return .success
  }
}
