import Foundation
import Syscalls
import TestSupport
import Testing

/// Listening sockets handed over as systemd does it; a Python program plays systemd and becomes
/// the agent with exec, so that LISTEN_PID is right.
@Suite(.needs(.tools("python3")))
struct ActivationTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  /// - Parameter prepare: Python that leaves a list of sockets or files in `files`; `path` is a
  ///   function that gives paths in the scratch folder.
  private func manager(
    _ prepare: String, pid: String = "os.getpid()", names: String = "x", _ options: [String] = []
  ) throws -> RunningProgram {
    try RunningProgram(
      [
        "python3", "-c",
        """
        import os, socket, sys
        agent, folder, *options = sys.argv[1:]
        def path(name): return folder + "/" + name
        def listening(name):
            s = socket.socket(socket.AF_UNIX); s.bind(path(name)); s.listen(8)
            s.setblocking(False); return s
        \(prepare)
        import fcntl
        high = [fcntl.fcntl(f.fileno(), fcntl.F_DUPFD, 100) for f in files]
        for target, n in enumerate(high, 3): os.dup2(n, target, inheritable=True)
        os.environ.update(LISTEN_FDS=str(len(high)), LISTEN_PID=str(\(pid)), LISTEN_FDNAMES="\(names)")
        os.execv(agent, [agent] + options)
        """, Built.agent, folder.path,
      ] + options)
  }

  private func client(_ name: String) throws -> TestClient {
    let path = folder.path + "/" + name
    try eventually("a socket at \(path)") { (try? TestClient(path)) != nil }
    return try TestClient(path)
  }

  @Test(.needs(.root)) func allSocketsAreServedAndTheirFilesStay() throws {
    let agent = try manager(#"files = [listening("a"), listening("b")]"#)
    for name in ["a", "b", "a"] {
      #expect(try client(name).ask("status")["pid"].int == Int(agent.pid))
    }
    let environment = try String(contentsOfFile: "/proc/\(agent.pid)/environ", encoding: .utf8)
    #expect(environment.contains("LISTEN_PID=\(agent.pid)"))
    for number in 3...4 {
      let info = try String(contentsOfFile: "/proc/\(agent.pid)/fdinfo/\(number)", encoding: .utf8)
      let flags = info.split(separator: "\n").first { $0.hasPrefix("flags:") } ?? ""
      let value = Int(flags.dropFirst(6).trimmingCharacters(in: .whitespaces), radix: 8) ?? 0
      #expect(value & 0o2000000 != 0, "descriptor \(number) is not closed on exec")
    }
    #expect(agent.errors.contains("<6>nlagent"))
    #expect(agent.stop() == 0)
    // They belong to systemd.
    #expect(try Files.status(folder.path + "/a").isSocket)
    #expect(try Files.status(folder.path + "/b").isSocket)
  }

  @Test func aSocketHasTheRightsOfItsNameOrPath() throws {
    let file = folder.path + "/conf"
    try """
    tasks own
    socket systemd:public
      methods links
    socket \(folder.path)/b
      methods load
    """.write(toFile: file, atomically: true, encoding: .utf8)
    chmod(file, 0o600)
    let agent = try manager(
      #"files = [listening("a"), listening("b"), listening("c")]"#, names: "public:x:y",
      ["--config", file])
    #expect(try client("a").ask("status")["sets"].strings == ["links"])
    #expect(try client("b").ask("status")["sets"].strings == ["load"])
    let other = try client("c").ask("status")
    #expect(other["sets"].strings?.count == 7 && other["tasks"].string == "own")
    #expect(agent.stop() == 0)
  }

  /// The manager, or a second agent, may take the connection that poll(2) has announced.
  @Test func aSocketThatOthersAcceptFromNeverBlocks() throws {
    let agent = try manager(
      """
      s = listening("a"); s.setblocking(True)
      if os.fork() == 0:
          import ctypes, time
          ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG
          while True:
              try: s.accept()[0].close()
              except BlockingIOError: time.sleep(0.0001)
      files = [s]
      """)
    try eventually("the agent serves") { agent.errors.contains("<6>nlagent") }
    for _ in 0..<300 { _ = try TestClient(folder.path + "/a") }
    #expect(agent.stop() == 0)
  }

  @Test(arguments: [
    #"files = [open("/dev/null")]"#,
    #"files = [socket.socket(socket.AF_UNIX)]"#,
    #"files = [socket.create_server(("127.0.0.1", 0))]"#,
    #"files = [socket.socketpair()[0]]"#,
    "s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET); s.bind(path('q')); s.listen(1); "
      + "files = [s]",
  ]) func whatIsNoListeningUnixSocketIsNamed(_ prepare: String) throws {
    let agent = try manager(prepare)
    try eventually("the agent ends") { !agent.isRunning }
    #expect(agent.stop() == 1)
    #expect(
      agent.errors.hasPrefix("<3>descriptor 3 of LISTEN_FDS is not a listening Unix stream socket"))
  }

  @Test func theSecondDescriptorIsLookedAtToo() throws {
    let agent = try manager(#"files = [listening("a"), open("/dev/null")]"#)
    try eventually("the agent ends") { !agent.isRunning }
    #expect(agent.stop() == 1)
    #expect(agent.errors.contains("descriptor 4 of LISTEN_FDS"))
  }

  /// Variables that were meant for another process, as those of a parent, count for nothing.
  @Test func anotherProcessesSocketsAreNotTaken() throws {
    let program = try run(
      [
        "python3", "-c",
        """
        import os, sys
        os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid() + 1))
        os.execv(sys.argv[1], [sys.argv[1], "--socket", sys.argv[2]])
        """, Built.agent, "/nothing/here/s",
      ])
    #expect(program.status == 1)
    #expect(program.errors.contains("cannot listen on /nothing/here/s"))
  }

  /// SO_PASSRIGHTS is off only after a client has connected and sent: the descriptor then
  /// arrives, is not installed, and its last close may take as long as its owner wanted
  /// (SO_LINGER). That is the sender's own thread; nobody else waits.
  @Test func aDescriptorThatLingersHoldsUpItsSenderAlone() throws {
    let agent = try manager(
      """
      import struct
      listener = listening("a")
      server = socket.socket(); server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
      server.bind(("127.0.0.1", 0)); server.listen(1)
      sender = socket.create_connection(server.getsockname()); sender.setblocking(False)
      peer = server.accept()[0]
      try:
          while True: sender.send(b"x" * 65536)
      except BlockingIOError: pass
      sender.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 6))
      first = socket.socket(socket.AF_UNIX); first.connect(path("a"))
      socket.send_fds(first, [b"{}\\n"], [sender.fileno()])
      sender.close()
      for s in (server, peer, first): os.set_inheritable(s.fileno(), True); s.detach()
      files = [listener]
      """)
    let other = try client("a")
    for _ in 0..<20 {
      let start = Date()
      #expect(try other.ask("status")["pid"].int == Int(agent.pid))
      #expect(Date().timeIntervalSince(start) < 1)
    }
    let late = try TestClient(folder.path + "/a")
    _ = try late.ask("status")
    #expect(agent.isRunning)
  }
}
