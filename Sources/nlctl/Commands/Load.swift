internal import Protocol
internal import Syscalls

extension Command {
  static let load = Command(
    name: "load", operands: "PATH", operandCount: 1...1,
    summary: "tasks of a cgroup by what they do",
    details: """
      Counts the tasks of the cgroup whose directory is PATH: running, sleeping, stopped,
      uninterruptible, and waiting for I/O.
      """,
    examples: [("nlctl load /sys/fs/cgroup/system.slice", "what the system's services do")],
    run: { invocation throws(Failure) in
      let path = invocation.operands.first ?? ""
      return try ObjectCommand(invocation, method: "cgroupLoad")
        .run { $0.member("path", path) }
    })
}
