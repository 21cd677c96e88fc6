internal import Protocol

extension Command {
  static let version = Command(
    name: "version", summary: "the version of nlctl",
    details: "Prints the version of nlctl. 'nlctl status' shows that of the agent.",
    asksAgent: false,
    run: { _ throws(Failure) in
      try TextOutput.print("nlctl \(Version.current)\n")
    })
}
