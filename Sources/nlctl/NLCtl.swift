internal import Syscalls

/// The program: parses the command line, runs the command and exits with its status.
enum NLCtl {
  static func main() {
    do throws(SystemCallError) {
      try StandardStream.reserve()
    } catch {
      // Without its streams it can report nothing.
      Process.exit(ExitStatus.incomplete.rawValue)
    }
    do throws(Failure) {
      guard let arguments = Process.arguments else {
        throw Failure(
          .unreachable, "the command line cannot be read: /proc is not mounted",
          hint: "Mount it first: mount -t proc proc /proc")
      }
      let invocation = try Arguments.parse(arguments)
      Process.exit(try invocation.command.run(invocation).rawValue)
    } catch {
      Diagnostics.report(error)
      Process.exit(error.status.rawValue)
    }
  }
}
