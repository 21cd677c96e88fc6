internal import Protocol
internal import Syscalls

extension Command {
  static let version = Command(
    name: "version", summary: "nlctl's version",
    details: "Prints nlctl's version. The agent's own is in nlctl status.",
    asksAgent: false,
    run: { _ throws(Failure) in
      StandardStream.output.write("nlctl \(Version.current)\n")
      return .success
    })
}
