import Foundation
import Syscalls
import TestSupport
import Testing

/// Other users who are at the path of the socket before the agent.
@Suite(.needs(.root, .tools("mount", "python3", "sh", "unshare")))
struct SquatterTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  private var socket: String { folder.path + "/s" }

  /// Runs the agent to its end, which must come by itself.
  private func refusal(_ options: String...) throws -> String {
    let ended = try run([Built.agent, "--socket", socket] + options, seconds: 20)
    #expect(ended.status == 1)
    return ended.errors
  }

  @Test func aDirectoryOfAnotherUserIsRefused() throws {
    chown(folder.path, 65_534, 65_534)
    #expect(
      try refusal() == "<3>cannot listen on \(socket): \(folder.path) belongs to user 65534, who "
        + "could replace the socket; use a --socket in a directory of root\n")
    chown(folder.path, 0, 0)
    chmod(folder.path, 0o775)
    #expect(
      try refusal() == "<3>cannot listen on \(socket): its group can write to \(folder.path) and "
        + "could replace the socket; use 'chmod go-w \(folder.path)', or another --socket\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  /// A user who serves the path with a full backlog, who has locked the lock file, or who has a
  /// lease on it, which delays open(2).
  @Test(arguments: [
    ("s", "fill()"), ("s.lock", "fcntl.flock(lock(), fcntl.LOCK_EX)"),
    ("s.lock", "fcntl.fcntl(lock(), fcntl.F_SETLEASE, fcntl.F_WRLCK)"),
  ]) func aSquatterDelaysNothing(_ name: String, _ trick: String) throws {
    chmod(folder.path, 0o1777)
    let squatter = try RunningProgram(
      [
        "python3", "-c",
        """
        import fcntl, os, signal, socket, sys
        os.setgroups([]); os.setgid(65534); os.setuid(65534)
        signal.signal(signal.SIGIO, signal.SIG_IGN)
        path = sys.argv[1]
        held = []
        def lock():
            held.append(open(path + ".lock", "w"))
            return held[-1]
        def fill():
            s = socket.socket(socket.AF_UNIX); s.bind(path); s.listen(0); held.append(s)
            try:
                while True:
                    c = socket.socket(socket.AF_UNIX); c.setblocking(False); held.append(c)
                    c.connect(path)
            except BlockingIOError: pass
        \(trick)
        print("ready", flush=True)
        signal.pause()
        """, socket,
      ])
    try squatter.waitForOutput("ready")
    #expect(
      try refusal() == "<3>cannot listen on \(socket): \(folder.path)/\(name) exists and belongs "
        + "to user 65534; remove it, or use another --socket\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
    squatter.stop()
  }

  /// Whatever the start waits for, here a /etc/group that nobody writes to, SIGTERM ends it.
  @Test func aSignalEndsAStartThatWaits() throws {
    let agent = try RunningProgram([
      "unshare", "--mount", "sh", "-c",
      "mkfifo $1/group && mount --bind $1/group /etc/group && "
        + "exec $0 --socket $1/s --group nobodys", Built.agent, folder.path,
    ])
    try eventually("the agent waits: \(agent.errors)") {
      guard agent.isRunning else { throw HarnessError("it ended: \(agent.errors)") }
      let name = try String(contentsOfFile: "/proc/\(agent.pid)/comm", encoding: .utf8)
      return try name == "nlagent\n" && ProcessFacts.states(agent.pid) == ["S"]
    }
    #expect(agent.stop() == 128 + SIGTERM)
  }

  /// An agent whose files were removed, and which ends after the next one has started.
  @Test func theSocketOfASuccessorStays() throws {
    let first = try TestAgent()
    unlink(first.socket)
    unlink(first.socket + ".lock")
    let second = try RunningProgram([Built.agent, "--socket", first.socket])
    try eventually("the second agent answers: \(second.errors)") {
      (try? first.ask("status")["pid"].int) == Int(second.pid)
    }
    #expect(first.program.stop() == 0)
    #expect(try first.ask("status")["pid"].int == Int(second.pid))
    #expect(second.stop() == 0)
    #expect(!FileManager.default.fileExists(atPath: first.socket))
  }
}
