internal import Protocol
internal import Syscalls

extension Command {
  static let version = Command(
    name: "version", summary: "the version of nlctl",
    details: "Prints the version of nlctl. 'nlctl status' shows that of the agent.",
    asksAgent: false,
    run: { _ throws(Failure) in
      StandardStream.output.write("nlctl \(Version.current)\n")
      return .success
    })
}
