internal import Protocol
internal import Syscalls

extension Command {
  static let status = Command(
    name: "status", summary: "the agent: version, limits, capabilities",
    details: """
      Shows the agent's version, its uptime and limits, what this kernel and the
      agent's privileges permit, and the credentials by which the agent knows you.
      """,
    examples: [("nlctl status --json | jq .version", "one member")],
    run: { invocation throws(Failure) in
      try ObjectCommand(invocation, .status).run { _ in }
    })
}
