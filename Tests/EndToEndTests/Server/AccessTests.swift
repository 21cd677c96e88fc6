import Foundation
import Syscalls
import TestSupport
import Testing

/// A group of the test's own, removed with the object.
private final class TemporaryGroup {
  let name = "nlt\(getpid() % 100_000)x\(UInt16.random(in: .min ... .max))"
  let id: UInt32

  init() throws {
    let name = name
    // Another program may hold the lock of /etc/group.
    try eventually("group \(name)") { try run(["groupadd", "-r", name]).status == 0 }
    guard let group = Groups.find(name) else { throw HarnessError("no group \(name)") }
    id = group.id
  }

  deinit { _ = try? run(["groupdel", name]) }
}

/// Asks as another user, with these supplementary groups.
/// - Returns: the answers, or the errno of connect.
private func ask(
  _ socket: String, _ request: String, uid: UInt32, groups: [UInt32] = []
) throws -> String {
  try python(
    """
    import os, socket, sys
    path, request, uid, groups = sys.argv[1:]
    os.setgroups([int(group) for group in groups.split()])
    os.setgid(int(uid)); os.setuid(int(uid))
    s = socket.socket(socket.AF_UNIX)
    try:
        s.connect(path)
    except OSError as error:
        print("errno", error.errno); sys.exit()
    s.sendall(request.encode() + b"\\n"); s.shutdown(socket.SHUT_WR)
    print("pid", os.getpid())
    while chunk := s.recv(65536): sys.stdout.buffer.write(chunk); sys.stdout.flush()
    """, socket, request, "\(uid)", groups.map { "\($0)" }.joined(separator: " ")
  ).text
}

private let status = #"{"jsonrpc":"2.0","id":1,"method":"status"}"#

/// Who may ask, and what they get.
@Suite(.serialized) struct AccessTests {
  private func nlctl(
    _ agent: TestAgent, groups: [UInt32], _ arguments: String...
  ) throws -> Finished {
    let groups =
      groups.isEmpty
      ? "--clear-groups"
      : "--groups="
        + groups.map { "\($0)" }
        .joined(separator: ",")
    return try run(
      ["setpriv", "--reuid=20001", "--regid=20001", groups, Built.client]
        + ["--socket", agent.socket] + arguments, environment: ["USER": "somebody"])
  }

  /// A control group closed to all but root (0700), with a task in it: an agent of the member's
  /// own gets EACCES there, root's agent answers the member. So far this is the one thing it
  /// serves that a user could not have alone.
  @Test(.needs(.root, .tools("groupadd", "setpriv"), .cgroup(.version2)))
  func aMemberOfTheGroupGetsWhatOnlyRootMaySee() throws {
    let group = try TemporaryGroup()
    let agent = try TestAgent(["--group", group.name, "--mode", "0660"])
    let path = "\(ControlGroup.unified)/nlt-\(getpid())"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { rmdir(path) }
    let own = try nlctl(
      agent, groups: [group.id], "--private", "call", "cgroupLoad", "path=\(path)")
    #expect(own.status == 1)
    #expect(own.errors.contains("EACCES"))
    let roots = try nlctl(agent, groups: [group.id], "call", "cgroupLoad", "path=\(path)")
    #expect(roots.status == 0, "\(roots.errors)")
    #expect(try JSON(roots.text)["proc"].object.isEmpty == false)
  }

  @Test(.needs(.root, .tools("groupadd", "ip", "python3", "setpriv")))
  func aMemberSeesTheSocketsOfAllUsersInTheAgentsNamespace() throws {
    let group = try TemporaryGroup()
    let namespace = try NetworkNamespace()
    let crowd = try SocketCrowd(tcp: 3, unix: 0, in: namespace)
    let agent = try TestAgent(in: namespace, ["--group", group.name])
    let listed = try nlctl(agent, groups: [group.id], "call", "inetConnections")
    let sockets = try JSON(listed.text)["connections"].array
    #expect(sockets.count == 3)
    #expect(sockets.allSatisfy { $0["uid"].int == 0 && $0["inode"].int != nil })
    withExtendedLifetime(crowd) {}
  }

  @Test(.needs(.root, .tools("groupadd", "python3", "setpriv")))
  func oneOutsideOfTheGroupLearnsHowToJoin() throws {
    let group = try TemporaryGroup()
    let agent = try TestAgent(["--group", group.name])
    let refused = try nlctl(agent, groups: [], "call", "status")
    #expect(refused.status == 3)
    #expect(refused.text == "")
    #expect(refused.errors.contains("permission denied on \(agent.socket)"))
    #expect(refused.errors.contains("usermod -aG \(group.name)"))
    #expect(try ask(agent.socket, status, uid: 20001) == "errno 13\n")
    #expect(try ask(agent.socket, status, uid: 20001, groups: [group.id]).contains("result"))
  }

  @Test(.needs(.root, .tools("python3"))) func theModeDecides() throws {
    let everybody = try TestAgent(["--mode", "0666"])
    #expect(try ask(everybody.socket, status, uid: 20001).contains(#""result""#))
    let nobody = try TestAgent(["--mode", "0600"])
    #expect(try ask(nobody.socket, status, uid: 20001) == "errno 13\n")
    // Reading is not enough to connect.
    let readable = try TestAgent(["--mode", "0644"])
    #expect(try ask(readable.socket, status, uid: 20001) == "errno 13\n")
  }

  @Test(
    .needs(.root, .tools("python3")),
    arguments: [0, 1, 1000, 65_534, 2_147_483_648, 4_294_967_294] as [UInt32])
  func theCallerIsWhoTheKernelSays(_ uid: UInt32) throws {
    let agent = try TestAgent(["--mode", "0666"])
    let text = try ask(agent.socket, status, uid: uid)
    let lines = text.split(separator: "\n").map { String($0) }
    let caller = try JSON(try #require(lines.last))["result"]["caller"]
    #expect(caller["uid"].uint64 == UInt64(uid))
    #expect(caller["gid"].uint64 == UInt64(uid))
    #expect(lines.first == "pid \(caller["pid"].int ?? -1)")
  }

  /// The credentials are those of connect(2), whatever the client becomes.
  @Test(.needs(.root, .tools("python3"))) func theCallerStaysWhoItWas() throws {
    let agent = try TestAgent(["--mode", "0666"])
    let answer = try python(
      """
      import os, socket, sys
      s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
      os.setgid(65534); os.setuid(65534)
      s.sendall(sys.argv[2].encode() + b"\\n")
      print(s.makefile().readline())
      """, agent.socket, status)
    #expect(try JSON(answer.text)["result"]["caller"]["uid"].int == 0)
  }

  /// A client may bind its own end to any name; the log and the caller must not believe it.
  @Test(.needs(.root, .tools("python3"))) func aClientsOwnAddressSaysNothing() throws {
    let agent = try TestAgent(["--mode", "0666", "--log-level", "debug"])
    let answer = try python(
      """
      import os, socket, sys
      os.setgid(20001); os.setuid(20001)
      s = socket.socket(socket.AF_UNIX); s.bind("\\0;uid=0;\\n<3>forged"); s.connect(sys.argv[1])
      s.sendall(sys.argv[2].encode() + b"\\n")
      print(s.makefile().readline())
      """, agent.socket, status)
    #expect(try JSON(answer.text)["result"]["caller"]["uid"].int == 20001)
    #expect(agent.program.errors.contains("uid 20001"))
    #expect(!agent.program.errors.contains("forged"))
  }

  @Test func aMethodNameCannotForgeALogLine() throws {
    let agent = try TestAgent(["--log-level", "debug"])
    let client = try agent.connect()
    try client.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"a\n<3>forged\u001b[31m\u009b"}"#)
    #expect(try client.answer()["error"]["code"].int == -32601)
    for line in agent.program.errors.split(separator: "\n") {
      #expect(line.hasPrefix("<6>") || line.hasPrefix("<7>"))
      #expect(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
  }

  @Test(.needs(.root, .tools("groupadd")), arguments: ["000", "022", "077", "777"])
  func theUmaskDoesNotCount(_ mask: String) throws {
    let group = try TemporaryGroup()
    for mode in ["0660", "0666", "0600"] {
      let agent = try TestAgent(
        ["--group", group.name, "--mode", mode],
        wrapper: ["sh", "-c", "umask \(mask); exec \"$@\"", "sh"])
      let found = try Files.status(agent.socket)
      #expect(found.mode & 0o7777 == UInt32(mode, radix: 8))
      #expect(found.groupID == group.id && found.userID == 0)
      #expect(found.isSocket)
      let lock = try Files.status(agent.socket + ".lock")
      #expect(lock.mode & 0o077 == 0)
    }
  }

  /// The order of system calls leaves no moment at which the file grants more than it shall.
  @Test(.needs(.root, .tools("strace"))) func theModeIsSetBeforeTheFileIsThere() throws {
    let folder = try ScratchFolder()
    let trace = folder.file("trace").path
    let agent = try TestAgent(
      ["--group", "20007"],
      wrapper: ["strace", "-D", "-f", "-o", trace, "-e", "trace=fchmod,bind,fchownat,listen,umask"])
    _ = try agent.ask("status")
    try eventually("listen in the trace") { folder.text("trace").contains("listen(") }
    let calls = folder.text("trace").split(separator: "\n").map { line in
      line.drop { $0.isNumber || $0 == " " }.prefix { $0 != "(" }
    }
    let relevant = calls.filter { ["fchmod", "bind", "fchownat", "listen"].contains($0) }
    // Surroundings ask the kernel over netlink sockets, which are bound later.
    #expect(Array(relevant.prefix(4)) == ["fchmod", "bind", "fchownat", "listen"])
    #expect(folder.text("trace").contains("0660"))
  }

  /// An agent of root without CAP_CHOWN, on a machine whose `/etc/group` has the default group.
  @Test(.needs(.root, .tools("mount", "setpriv", "unshare")))
  func theDefaultGroupIsGivenWherePossible() throws {
    let folder = try ScratchFolder()
    let groups = try String(contentsOfFile: "/etc/group", encoding: .utf8)
    let others = groups.split(separator: "\n").filter { !$0.hasPrefix("nlagent:") }
    try Data((others.joined(separator: "\n") + "\nnlagent:x:20008:\n").utf8)
      .write(to: folder.file("group"))
    let machine = [
      "unshare", "-m", "sh", "-c", "mount --bind \(folder.path)/group /etc/group && exec \"$@\"",
      "sh",
    ]
    let whole = try TestAgent(wrapper: machine)
    #expect(try Files.status(whole.socket).groupID == 20_008)
    #expect(!whole.program.errors.contains("<4>"))
    let powerless = machine + ["setpriv", "--bounding-set=-chown"]
    let plain = try TestAgent(wrapper: powerless)
    #expect(try Files.status(plain.socket).groupID == getegid())
    #expect(try Files.status(plain.socket).mode & 0o7777 == 0o660)
    #expect(
      plain.program.errors.contains(
        "<4>cannot give \(plain.socket) to the group nlagent: CAP_CHOWN"))
    #expect(try plain.ask("status")["pid"].int != nil)
    // A group that was asked for is another matter.
    let asked = try run(
      powerless + [Built.agent, "--socket", folder.path + "/s", "--group", "nlagent"])
    #expect(asked.status == 1)
    #expect(asked.errors.contains("cannot listen on \(folder.path)/s: chown:"), "\(asked.errors)")
  }

  @Test func aGroupThatIsNotThereIsAnError() throws {
    let folder = try ScratchFolder()
    for group in ["nlt-no-such-group", "", "4294967295", "-1"] {
      let path = folder.path + "/s"
      let ended = try run([Built.agent, "--socket", path, "--group", group])
      #expect(ended.status == 1)
      #expect(ended.errors.contains("groupadd --system \(group)"))
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }
}
