import Foundation
import TestSupport
import Testing

/// Who sees whose tasks, and by which numbers.
@Suite(.serialized, .needs(.root, .tools("python3", "setpriv", "unshare")))
struct TaskAccessTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    // The build directory may be closed to others.
    try FileManager.default.copyItem(atPath: Built.client, toPath: client)
  }

  private var client: String { folder.path + "/nlctl" }
  private let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

  private func ask(
    _ agent: TestAgent, as wrapper: [String], _ arguments: String...
  ) throws -> Finished {
    try run(wrapper + [client, "--socket", agent.socket] + arguments)
  }

  @Test(arguments: [
    (["--mode", "0660"], "all"), (["--mode", "0664"], "all"), (["--mode", "0666"], "own"),
    (["--mode", "0602"], "own"), (["--mode", "0666", "--tasks", "all"], "all"),
    (["--mode", "0660", "--tasks", "own"], "own"),
  ]) func theSocketDecidesUnlessSaid(_ options: [String], _ rule: String) throws {
    #expect(try TestAgent(options).ask("status")["tasks"].string == rule)
  }

  /// A socket that systemd made is judged by its file's mode, and one without a file lets in all.
  @Test(arguments: [
    ("path", "0o660", "all"), ("path", "0o666", "own"), ("abstract", "0o660", "own"),
  ]) func aSocketHandedOverIsJudgedByItsFile(
    _ kind: String, _ mode: String, _ rule: String
  ) throws {
    let path = folder.path + "/handed"
    let agent = try RunningProgram([
      "python3", "-c",
      """
      import os, socket, sys
      agent, path, kind, mode = sys.argv[1:]
      name = path if kind == "path" else "\\0" + path
      s = socket.socket(socket.AF_UNIX); s.bind(name); s.listen(8)
      if kind == "path": os.chmod(path, int(mode, 0))
      if s.fileno() != 3: os.dup2(s.fileno(), 3)
      os.set_inheritable(3, True)
      os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
      os.execv(agent, [agent])
      """, Built.agent, path, kind, mode,
    ])
    let printed = try python(
      """
      import json, socket, sys, time
      name = sys.argv[1] if sys.argv[2] == "path" else "\\0" + sys.argv[1]
      for _ in range(500):
          s = socket.socket(socket.AF_UNIX)
          try: s.connect(name); break
          except OSError: time.sleep(0.02)
      s.sendall(b'{"jsonrpc":"2.0","id":1,"method":"status"}\\n')
      print(json.loads(s.makefile().readline())["result"]["tasks"])
      """, path, kind)
    #expect(printed.text == rule + "\n", "\(agent.errors)")
  }

  @Test func ownLeavesEachItsOwn() throws {
    let agent = try TestAgent(["--mode", "0666"])
    let sleeper = try RunningProgram(nobody + ["sleep", "1000"])
    try eventually("sleep") {
      try String(contentsOfFile: "/proc/\(sleeper.pid)/comm", encoding: .utf8) == "sleep\n"
    }
    for name in ["pid", "tgid"] {
      let own = try ask(agent, as: nobody, "call", "taskStats", "\(name)=\(sleeper.pid)")
      #expect(own.status == 0, "\(own.errors)")
      #expect(try JSON(own.text)["uid"].int == 65534)
      for pid in [1, Int(agent.pid)] {
        let roots = try ask(agent, as: nobody, "call", "taskStats", "\(name)=\(pid)")
        #expect(roots.status == 1 && roots.text.isEmpty)
        let error = try JSON(roots.errors)
        #expect(error["data"]["name"].string == "permissionDenied")
        #expect(error["message"].string?.contains("does not belong to user 65534") == true)
        #expect(error["data"]["hint"].string?.contains("--tasks") == true)
        #expect(try ask(agent, as: [], "call", "taskStats", "\(name)=\(pid)").status == 0)
      }
    }
    // What does not exist is said to everybody alike.
    let none = try ask(agent, as: nobody, "call", "taskStats", "pid=4194305")
    #expect(none.errors.contains("ESRCH"))
  }

  /// A thread may have another user than its process.
  @Test func threadsOfOthersAreLeftOut() throws {
    let agent = try TestAgent(["--mode", "0666"])
    // The system call alone: the C library would change all threads.
    let zoo = try RunningProgram([
      "python3", "-c",
      """
      import ctypes, os, threading, time
      libc = ctypes.CDLL(None)
      def become_nobody():
          libc.syscall(119, 65534, 65534, 65534)  # setresgid
          libc.syscall(117, 65534, 65534, 65534)  # setresuid
      changed = threading.Event()
      def other():
          become_nobody(); changed.set(); libc.pause()
      threading.Thread(target=other, daemon=True).start()
      changed.wait()
      threading.Thread(target=lambda: libc.pause(), daemon=True).start()
      become_nobody()
      libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, which the change of the user took away
      print(os.getpid()); print("ready", flush=True)
      libc.pause()
      """,
    ])
    try zoo.waitForOutput("ready\n")
    let pid = zoo.pid
    let arguments = ["call", "taskStats", "tgid=\(pid)", "threads=true"]
    let roots = try JSON(run([client, "--socket", agent.socket] + arguments).text)
    #expect(roots["threads"].array.compactMap { $0["uid"].int } == [65534, 65534, 0])
    let own = try JSON(run(nobody + [client, "--socket", agent.socket] + arguments).text)
    #expect(own["threads"].array.compactMap { $0["uid"].int } == [65534, 65534])
    #expect(own["threadCount"].int == 2)
  }

  @Test func allShowsAll() throws {
    let agent = try TestAgent(["--mode", "0666", "--tasks", "all"])
    let roots = try ask(agent, as: nobody, "call", "taskStats", "pid=\(agent.pid)")
    #expect(try JSON(roots.text)["command"].string == "nlagent", "\(roots.errors)")
  }

  /// An agent of nobody's own says what it lacks.
  @Test func withoutThePrivilegeTheReasonIsGiven() throws {
    let agent = folder.path + "/nlagent"
    try FileManager.default.copyItem(atPath: Built.agent, toPath: agent)
    let refused = try run(nobody + [client, "--private", "call", "taskStats", "pid=1"])
    let error = try JSON(refused.errors)
    #expect(error["data"]["name"].string == "permissionDenied")
    #expect(error["data"]["errno"].string == "EPERM")
    #expect(error["data"]["hint"].string?.contains("CAP_NET_ADMIN") == true)
  }

  /// In pid and network namespaces of one's own, numbers are those seen there.
  @Test(arguments: [["unshare", "-npf"], ["unshare", "-Urnpf"]])
  func callersNumbersAreUnderstood(_ unshare: [String]) throws {
    // nobody's own group.
    let agent = try TestAgent(["--mode", "0660", "--group", "65534"])
    let wrapper = unshare.contains("-npf") ? unshare + nobody : nobody + unshare
    let own = try ask(
      agent, as: wrapper, "call", "taskStats", "pid=1", "namespace=caller")
    #expect(own.status == 0, "\(own.errors)")
    let record = try JSON(own.text)
    #expect(record["callerPid"].int == 1 && record["callerTgid"].int == 1)
    #expect((record["pid"].int ?? 0) > 1 && record["command"].string == "nlctl")
    // The agent's own number means nothing there, and tasks outside are not shown.
    let none = try ask(
      agent, as: wrapper, "call", "taskStats", "pid=\(agent.pid)", "namespace=caller")
    #expect(none.errors.contains("not be in your pid namespace"), "\(none.errors) \(none.text)")
    let host = try ask(agent, as: wrapper, "call", "taskStats", "pid=\(agent.pid)")
    #expect(try JSON(host.text)["callerPid"].isAbsent)
    #expect(try JSON(host.text)["command"].string == "nlagent")
    let table = try ask(
      agent, as: wrapper, "tasks", "--caller", "--interval", "0.1", "--no-header")
    #expect(table.lines.count == 1 && table.text.contains(" nlctl "), "\(table.errors)")
  }
}
