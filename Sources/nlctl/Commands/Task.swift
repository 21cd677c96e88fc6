internal import Protocol
internal import Syscalls

extension Command {
  static let task = Command(
    name: "task", operands: "PID", operandCount: 1...1,
    summary: "one process: processor, memory, I/O, delays",
    details: """
      Shows what the process PID has used and waited for, under the kernel's names.
      'nlctl help taskStats' explains each with its unit. "-" means not measured: most
      delays, while kernel.task_delayacct is off.
      """,
    options: [
      Option("--threads", short: "H", "each of its threads as well"),
      Option("--thread", "PID is a thread; show only this thread"),
      Option("--caller", "PID is a number of your own pid namespace"),
    ],
    examples: [
      ("nlctl task 1", "the first process"),
      ("nlctl task 4711 --threads", "a process with its threads"),
      ("nlctl task 4711 --json | jq .io.write_bytes", "one counter"),
      ("nlctl task 1 --caller", "in a container: its first process"),
    ],
    run: { invocation throws(Failure) in
      let text = invocation.operands.first ?? ""
      guard let pid = UInt32(text), pid > 0 else {
        throw invocation.usage("PID is a number from 1 on, not \"\(text)\"")
      }
      let isThread = invocation.has("--thread")
      if isThread, invocation.has("--threads") {
        throw invocation.usage("--thread and --threads exclude each other")
      }
      return try ObjectCommand(invocation, .taskStats).run { json in
        json.member(isThread ? "pid" : "tgid", pid)
        if invocation.has("--threads") { json.member("threads", true) }
        if invocation.has("--caller") { json.member("namespace", "caller") }
      }
    })
}
