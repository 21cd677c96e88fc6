internal import Protocol
internal import Syscalls

extension Command {
  static let task = Command(
    name: "task", operands: "PID", operandCount: 1...1,
    summary: "one process: processor, memory, I/O, delays",
    details: """
      Shows what the process PID used so far and what it waited for, under the kernel's names;
      nlctl help taskStats says what each means, and in what unit. "-" is what is not measured:
      most delays, while kernel.task_delayacct is off.
      """,
    options: [
      Option("--threads", short: "H", "each of its threads, too"),
      Option("--thread", "PID is a thread, and it alone is meant"),
      Option("--caller", "PID is a number of your own pid namespace"),
    ],
    examples: [
      ("nlctl task 1", "the first process"),
      ("nlctl task 4711 --threads", "and its threads"),
      ("nlctl task 4711 --json | jq .io.write_bytes", "one number of it"),
      ("nlctl task 1 --caller", "in a container: its first process"),
    ],
    run: { invocation throws(Failure) in
      let text = invocation.operands.first ?? ""
      guard let pid = UInt32(text), pid > 0 else {
        throw invocation.usage("a process is known by its number, not by \"\(text)\"")
      }
      let isThread = invocation.has("--thread")
      if isThread, invocation.has("--threads") {
        throw invocation.usage("--thread is about one, --threads about all of a process")
      }
      return try ObjectCommand(invocation, .taskStats).run { json in
        json.member(isThread ? "pid" : "tgid", pid)
        if invocation.has("--threads") { json.member("threads", true) }
        if invocation.has("--caller") { json.member("namespace", "caller") }
      }
    })
}
