internal import Protocol
internal import Syscalls

extension Command {
  static let status = Command(
    name: "status", summary: "the agent: version, limits, what it may do",
    details: """
      Shows the agent's version, how long it runs, its limits, what this kernel and its own
      privileges allow it, and as whom it sees you.
      """,
    examples: [("nlctl status --json | jq .version", "one member of it")],
    run: { invocation throws(Failure) in
      try ObjectCommand(invocation, .status).run { _ in }
    })
}
