import Foundation
import Syscalls
import TestSupport

/// Runs a Python program to its end, which must be well.
@discardableResult
func python(
  _ script: String, _ arguments: String..., in namespace: NetworkNamespace? = nil
) throws -> Finished {
  try succeed(["python3", "-c", script] + arguments, in: namespace)
}

extension TestClient {
  /// Takes what is left; with unread bytes of ours, the kernel makes the end a reset.
  /// - Returns: the text up to the end.
  func untilHungUp() throws -> String {
    var text: [UInt8] = []
    do {
      while let more = try receive() { text += more }
    } catch let error as SystemCallError where error.errno == .connectionReset {
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Sends as much as the agent takes; false when it hung up before the end.
  func sendIfTaken(_ bytes: [UInt8]) throws -> Bool {
    do {
      try send(bytes)
      return true
    } catch let error as SystemCallError
      where [.brokenPipe, .connectionReset].contains(error.errno)
    {
      return false
    }
  }
}

/// What `/proc` says of a process.
enum ProcessFacts {
  /// The processor time that a process takes, in seconds, while as much real time goes by. It is
  /// a measurement: there is no fact to wait for.
  static func processorSeconds(_ pid: Int32, during seconds: Double) async throws -> Double {
    let before = try processorSeconds(pid)
    try await Task.sleep(for: .seconds(seconds))
    return try processorSeconds(pid) - before
  }

  /// The states of a process's threads by their letters. See proc(5), `/proc/PID/stat`.
  static func states(_ pid: Int32) throws -> [Character] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task").compactMap { tid in
      // A thread may end after it was listed.
      let stat = try? String(contentsOfFile: "/proc/\(pid)/task/\(tid)/stat", encoding: .utf8)
      return stat?.components(separatedBy: ") ").last?.first
    }
  }

  /// How often the threads of a process have gone to sleep so far.
  static func sleeps(_ pid: Int32) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task").reduce(0) {
      $0 + (try status(pid, task: $1, "voluntary_ctxt_switches"))
    }
  }

  /// Waits until a process has been woken that often and sleeps again.
  static func waitForWakeups(_ pid: Int32, _ count: Int = 1, after sleeps: Int) throws {
    try eventually("\(pid) has been woken") {
      try self.sleeps(pid) >= sleeps + count && states(pid).allSatisfy { $0 == "S" }
    }
  }

  /// Waits until all threads of the processes sleep, and none has run between two readings: what
  /// happened before was passed on from one to the other.
  static func waitUntilIdle(_ pids: [Int32]) throws {
    var last: [Int] = []
    try eventually("\(pids) are idle") {
      let areAsleep = try pids.allSatisfy { try states($0).allSatisfy { $0 == "S" } }
      let now = try pids.map { try sleeps($0) }
      defer { last = areAsleep ? now : [] }
      return areAsleep && now == last
    }
  }

  /// Waits until a thread of the process waits inside send(2) for a peer that takes nothing. Only
  /// root can read that of an agent, which is not dumpable.
  static func waitForBlockedSend(_ pid: Int32) throws {
    #if arch(x86_64)
      let sendto = "44 "
    #else
      let sendto = "206 "
    #endif
    try eventually("\(pid) waits in send") {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task").contains { task in
        // A thread may end after it was listed.
        let call = try? String(
          contentsOfFile: "/proc/\(pid)/task/\(task)/syscall", encoding: .utf8)
        return call?.hasPrefix(sendto) ?? false
      }
    }
  }

  /// User and system time so far, in seconds. See proc(5), `/proc/PID/stat`.
  static func processorSeconds(_ pid: Int32) throws -> Double {
    let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
    return ((Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0)) / 100
  }

  /// A number of `/proc/PID/status`, for instance VmRSS in kB.
  static func status(_ pid: Int32, task: String? = nil, _ name: String) throws -> Int {
    let path = "/proc/\(pid)/" + (task.map { "task/\($0)/" } ?? "") + "status"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    let word = line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first
    guard let value = word.flatMap({ Int($0) }) else { throw HarnessError("no \(name)") }
    return value
  }
}

extension TestAgent {
  /// The threads of an agent without clients: one, and a sanitizer's own.
  static var idleThreads: Int {
    Int(ProcessInfo.processInfo.environment["NLAGENT_IDLE_THREADS"] ?? "") ?? 1
  }

  /// Descriptors and threads while nobody is served.
  func idleResources() throws -> (descriptors: Int, threads: Int) {
    // A new agent's socket takes clients while it still opens what it needs to serve them.
    _ = try ask("status")
    try eventually("the agent is idle") { try resources().threads == Self.idleThreads }
    return try resources()
  }

  /// Waits until descriptors and threads are no more than they were.
  func settle(to before: (descriptors: Int, threads: Int), within seconds: Double = 120) throws {
    var now = before
    try eventually(within: seconds, "\(before) again, it is \(now)") {
      now = try resources()
      // A sanitizer may have started its symbolizer, which costs two pipes.
      let spare = Self.idleThreads > 1 ? 2 : 0
      return now.descriptors <= before.descriptors + spare && now.threads <= before.threads
    }
  }
}

/// Many sockets in a namespace: so many TCP listeners, and as many Unix sockets with abstract
/// names that begin with "crowd".
final class SocketCrowd {
  private let program: RunningProgram

  init(tcp: Int, unix: Int, in namespace: NetworkNamespace) throws {
    program = try RunningProgram(
      [
        "python3", "-c",
        """
        import resource, socket, sys
        tcp, unix = int(sys.argv[1]), int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_NOFILE, (tcp + unix + 100,) * 2)
        kept = []
        for number in range(tcp):
            s = socket.socket()
            s.bind(("127.0.0.1", 10000 + number)); s.listen(1); kept.append(s)
        for number in range(unix):
            s = socket.socket(socket.AF_UNIX); s.bind(f"\\0crowd{number}"); kept.append(s)
        print("ready", flush=True)
        sys.stdin.read()
        """, "\(tcp)", "\(unix)",
      ], in: namespace)
    try program.waitForOutput("ready")
  }

  func stop() { program.stop() }
}
