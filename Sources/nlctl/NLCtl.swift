internal import Syscalls

/// The client's beginning and end.
enum NLCtl {
  static func main() {
    do throws(Failure) {
      let invocation = try Arguments.parse(Array(CommandLine.arguments.dropFirst()))
      Process.exit(try invocation.command.run(invocation).rawValue)
    } catch {
      complain(error.message)
      if let hint = error.hint { StandardStream.error.write(SafeText.lines(hint) + "\n") }
      Process.exit(error.status.rawValue)
    }
  }

  /// A line for the person at the terminal.
  static func complain(_ message: String) {
    StandardStream.error.write("nlctl: \(SafeText.line(message))\n")
  }
}
