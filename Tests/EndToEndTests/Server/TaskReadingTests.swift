import Foundation
import TestSupport
import Testing

/// With `--tasks own` the kernel decides which tasks of its own user a client may see, and the user 0
/// of a container is not root.
@Suite(.serialized, .needs(.root, .tools("python3", "setpriv", "unshare")))
struct TaskReadingTests {
  private let folder: ScratchFolder
  private let agent: TestAgent

  init() throws {
    folder = try ScratchFolder()
    // The build directory may be closed to others.
    try FileManager.default.copyItem(atPath: Built.client, toPath: folder.path + "/nlctl")
    agent = try TestAgent(["--mode", "0666"])
  }

  private static let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

  private func ask(as wrapper: [String], _ arguments: String...) throws -> Finished {
    try run(wrapper + [folder.path + "/nlctl", "--socket", agent.socket] + arguments)
  }

  @Test func whatTheKernelDoesNotLetAUserReadIsNotShown() throws {
    let zoo = try Zoo("task_readers_zoo", [folder.path])
    let tasks = zoo.known.array
    let pids = tasks.compactMap { $0["pid"].int }
    let list = "pids=[\(pids.map { "\($0)" }.joined(separator: ","))]"
    for threads in ["threads=false", "threads=true"] {
      let shown = try JSON(ask(as: Self.nobody, "call", "listTasks", list, threads).text)
      let seen = Set(shown["tasks"].array.compactMap { $0["pid"].int })
      #expect(shown["notShown"].int == pids.count - seen.count)
      for task in tasks {
        let name = task["name"].string ?? ""
        let pid = try #require(task["pid"].int)
        // The kernel lets the owner of a user namespace read what is in it; the agent does not.
        let isInside = name.contains("in a user namespace")
        #expect(seen.contains(pid) == (task["readable"].bool == true && !isInside), "\(name)")
      }
      let all = try agent.ask("listTasks", ["pids": pids, "threads": threads == "threads=true"])
      #expect(all["notShown"].int == 0 && all["tasks"].array.count == pids.count)
    }
    #expect(tasks.count { $0["readable"].bool == true } > 2)
    for task in tasks {
      let pid = try #require(task["pid"].int)
      let name = task["name"].string ?? ""
      let isShown = task["readable"].bool == true && !name.contains("in a user namespace")
      for key in ["pid", "tgid"] {
        let asked = try ask(as: Self.nobody, "call", "taskStats", "\(key)=\(pid)")
        #expect((asked.status == 0) == isShown, "\(name): \(asked.errors)")
        guard !isShown else { continue }
        let error = try JSON(asked.errors)
        #expect(error["data"]["name"].string == "permissionDenied", "\(name)")
        let isOthers = ["of another real user", "root's"].contains(name)
        #expect(
          error["message"].string?.contains(
            isOthers ? "does not belong to user 65534" : "does not let user 65534 read the I/O")
            == true, "\(name): \(error)")
      }
    }
  }

  /// Containers: namespaces in which uid 0 is not root of the host.
  @Test(arguments: [
    (["unshare", "-pf"], ["nlctl"]), (["unshare", "-Ur"], ["nlctl"]),
    (["unshare", "-Urpf"], ["nlctl"]),
    // Without the capability nothing shows whether the kernel would let it read others.
    (["unshare", "-pf", "setpriv", "--bounding-set=-sys_ptrace"], []),
  ])
  func theUserZeroOfAContainerIsNotRoot(_ container: [String], _ seen: [String]) throws {
    let list = try JSON(ask(as: container, "call", "listTasks").text)
    // The processes of the container.
    #expect(list["tasks"].array.map { $0["command"].string } == seen)
    #expect((list["notShown"].int ?? 0) > 20)
    for key in ["pid", "tgid"] {
      let asked = try ask(as: container, "call", "taskStats", "\(key)=1")
      #expect(asked.status == 1 && asked.errors.contains("permissionDenied"), "\(asked.text)")
    }
    let root = try agent.ask("listTasks")
    #expect(root["notShown"].int == 0 && root["tasks"].array.count > 20)
  }

  /// No exits of the host's root are for the user 0 of a container.
  @Test func theUserZeroOfAContainerSeesNoExits() throws {
    let inside = try RunningProgram([
      "unshare", "-pf", folder.path + "/nlctl", "--socket", agent.socket, "exits", "--json",
      "--timeout", "4",
    ])
    try eventually("it is subscribed: \(inside.errors)") {
      try agent.ask("status")["subscriptions"].int == 1
    }
    for _ in 0..<20 { try succeed(["true"]) }
    try eventually("it ends") { !inside.isRunning }
    #expect(inside.output.isEmpty, "\(inside.output)")
  }

  /// A container's clients have places of their own: those of root stay free.
  @Test func aContainerDoesNotTakeTheRootsPlaces() throws {
    let script = """
      import socket, sys, time
      kept = []
      for _ in range(64):
          s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
          s.sendall(b'{"jsonrpc":"2.0","id":1,"method":"status"}\\n')
          assert b'"result"' in s.recv(1 << 20)
          kept.append(s)
      s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
      print(s.recv(1 << 20).decode()); print("ready", flush=True)
      time.sleep(1000)
      """
    let container = try RunningProgram([
      "unshare", "-pf", "--kill-child", "python3", "-c", script, agent.socket,
    ])
    // unshare passes no other signal on.
    defer { container.stop(SIGKILL) }
    try container.waitForOutput("ready\n")
    #expect(container.output.contains("user 0 has 64 clients connected"))
    #expect(try agent.ask("status")["clients"].int == 65)
  }
}
