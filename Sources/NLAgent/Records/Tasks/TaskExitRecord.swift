internal import Netlink
internal import Protocol
internal import Syscalls

/// Writes the statistics that the kernel sends when a task ends.
struct TaskExitRecord {
  let stats: TaskStatsRecord
  /// User names by uid.
  let users: [UInt32: [UInt8]]
  /// Whether the client may not see the I/O of tasks that ended.
  var hidesIO = false

  /// Writes the members of the task.
  func write(_ task: borrowing TaskStats, to json: inout JSONWriter) {
    json.member("pid", task.id)
    if let process = task[.processID] { json.member("tgid", process) }
    if let uid = task[.userID], let name = users[UInt32(truncatingIfNeeded: uid)] {
      json.member("user", bytes: name)
    }
    ExitCode(UInt32(truncatingIfNeeded: task[.exitCode] ?? 0)).writeMember(to: &json)
    stats.write(task, hidesIO: hidesIO, to: &json)
  }

  /// Writes the sums over the process, which the kernel sends with its last task.
  func write(process: borrowing TaskStats, to json: inout JSONWriter) {
    json.key("process")
    json.beginObject()
    json.member("cpu", PreparedTaskStats.of(process).cpuOfProcess, of: process.bytes)
    stats.writeDelays(process, isProcess: true, to: &json)
    json.endObject()
  }
}

/// `ac_exitcode`: how a task ended, encoded as in wait(2).
struct ExitCode: Equatable {
  private let code: UInt32

  init(_ code: UInt32) {
    self.code = code
  }

  /// The signal that killed the task; 0 if none did.
  private var signal: UInt32 { code & 0x7f }
  private var coreDumped: Bool { code & 0x80 != 0 }

  func writeMember(to json: inout JSONWriter) {
    json.key("exit")
    json.beginObject()
    if signal == 0 {
      let status = code >> 8 & 0xff
      json.member("status", status)
      json.member("words", "exited with status \(status)")
    } else {
      let name = Signals.name(of: Int32(signal))
      json.member("signal", signal)
      if let name { json.member("signalName", name) }
      json.member("coreDumped", coreDumped)
      json.member(
        "words",
        "killed by \(name ?? "signal \(signal)")" + (coreDumped ? ", core dumped" : ""))
    }
    json.endObject()
  }
}
