internal import Protocol
internal import Syscalls

extension Command {
  static let load = Command(
    name: "load", operands: "PATH", operandCount: 1...1,
    summary: "tasks of a cgroup by what they do",
    details: """
      Counts the tasks of a cgroup: running, sleeping, stopped, uninterruptible, and waiting
      for I/O. PATH is its directory, or its name below where cgroups are mounted. null means
      not measured; the reason stands beside it.
      """,
    examples: [
      ("nlctl load /sys/fs/cgroup/system.slice", "what the system's services do"),
      ("nlctl load system.slice --json", "the same, as JSON"),
    ],
    run: { invocation throws(Failure) in
      let path = invocation.operands.first ?? ""
      return try ObjectCommand(invocation, .cgroupLoad)
        .run { $0.member("path", path) }
    })
}
