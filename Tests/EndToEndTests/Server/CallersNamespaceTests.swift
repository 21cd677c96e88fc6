import Foundation
import TestSupport
import Testing

/// `netns: "caller"`: a client in a container gets the objects of that container.
@Suite(.serialized, .needs(.root, .tools("ip", "python3", "setpriv", "unshare")))
struct CallersNamespaceTests {
  private let namespace: NetworkNamespace
  private let crowd: SocketCrowd
  private let folder: ScratchFolder

  init() throws {
    namespace = try NetworkNamespace()
    crowd = try SocketCrowd(tcp: 2, unix: 2, in: namespace)
    folder = try ScratchFolder()
    // The build directory may be closed to others.
    try FileManager.default.copyItem(atPath: Built.client, toPath: client)
  }

  private var client: String { folder.path + "/nlctl" }
  private let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

  private func nlctl(
    _ agent: TestAgent, as wrapper: [String], in namespace: NetworkNamespace? = nil,
    _ arguments: String...
  ) throws -> Finished {
    try run(wrapper + [client, "--socket", agent.socket] + arguments, in: namespace)
  }

  @Test func nobodyInsideSeesWhatIsInside() throws {
    let agent = try TestAgent(["--mode", "0666"])
    let asked = try nlctl(agent, as: nobody, in: namespace, "inet", "-N", "caller", "--json")
    #expect(asked.status == 0, "\(asked.errors)")
    let ports = try JSON(asked.text).array.compactMap { $0["localPort"].int }
    #expect(ports.sorted() == [10000, 10001])
    let unix = try nlctl(agent, as: nobody, in: namespace, "unix", "-N", "caller", "--json")
    let names = try JSON(unix.text).array.compactMap { $0["abstractName"].string }
    #expect(names.sorted() == ["crowd0", "crowd1"])
    // From outside it is the agent's own.
    let outside = try nlctl(agent, as: nobody, "links", "-N", "caller", "--json")
    let own = try agent.ask("listLinks")["links"].array.map { $0["name"].string }
    #expect(try JSON(outside.text).array.map { $0["name"].string } == own)
  }

  /// A user namespace of nobody's own, with a network namespace of its own and a socket in it.
  @Test(arguments: [["unshare", "-n"], ["unshare", "-Urn"], ["unshare", "-Urnpf"]])
  func anUnsharedNamespaceIsVisibleToItsOwnProcesses(_ unshare: [String]) throws {
    let agent = try TestAgent(["--mode", "0666"])
    let script = """
      import socket, subprocess, sys
      held = socket.socket(); held.bind(("0.0.0.0", 4711)); held.listen(3)
      sys.exit(subprocess.run(sys.argv[1:]).returncode)
      """
    let wrapper = (unshare.contains("-n") ? [] : nobody) + unshare + ["python3", "-c", script]
    let asked = try nlctl(agent, as: wrapper, "inet", "-N", "caller", "--json")
    #expect(asked.status == 0, "\(asked.errors)")
    let rows = try JSON(asked.text).array
    #expect(rows.map { $0["localPort"].int } == [4711])
    #expect(rows.first?["netns"].int != nil)
    let survey = try nlctl(agent, as: wrapper, "netns", "--json")
    let callers = try JSON(survey.text).array.filter { $0["isCallers"].bool == true }
    #expect(callers.count == 1 && callers.first?["isAgents"].bool == false)
  }

  /// The rule of `--netns caller`: nobody, root included, sees any other namespace.
  @Test func theRuleLeavesEachItsOwn() throws {
    let agent = try TestAgent(["--mode", "0666", "--netns", "caller"])
    for wrapper in [nobody, []] {
      let own = try nlctl(agent, as: wrapper, in: namespace, "inet", "-N", "caller", "--json")
      #expect(try JSON(own.text).array.count == 2, "\(own.errors)")
      let listed = try nlctl(agent, as: wrapper, in: namespace, "netns", "--json")
      #expect(try JSON(listed.text).array.map { $0["isCallers"].bool } == [true])
      for other in ["agent", "all", "pid:1", "4026531833", "no-such-name", namespace.name] {
        let refused = try nlctl(agent, as: wrapper, in: namespace, "inet", "-N", other)
        #expect(refused.status == 1, "\(other)")
        #expect(
          refused.errors.contains("only about their own network namespace"), "\(refused.errors)")
      }
      // No method shows another one.
      for method in [
        "inetConnections", "unixConnections", "socketSummary", "netlinkSockets", "packetSockets",
        "vsockSockets", "listLinks", "listAddresses", "listFamilies",
      ] {
        let refused = try nlctl(agent, as: wrapper, in: namespace, "call", method)
        #expect(refused.errors.contains("only about their own network namespace"), "\(method)")
      }
      let one = try nlctl(agent, as: wrapper, in: namespace, "socket", "tcp", "127.0.0.1:22")
      #expect(one.errors.contains("only about their own network namespace"), "\(one.errors)")
      // Without the parameter the call is about the agent's own.
      #expect(try nlctl(agent, as: wrapper, in: namespace, "inet").status == 1)
      // Whose own is the agent's may leave it out.
      #expect(try nlctl(agent, as: wrapper, "links").status == 0)
      #expect(try nlctl(agent, as: wrapper, "links", "-N", namespace.name).status == 1)
    }
  }

  /// The number of a process that has ended may be anybody's.
  @Test func aCallerThatHasEndedHasNoNamespace() throws {
    let agent = try TestAgent(["--mode", "0666"])
    let answer = try python(
      """
      import os, socket, sys
      s = socket.socket(socket.AF_UNIX)
      read, write = os.pipe()
      if (pid := os.fork()) == 0:
          s.connect(sys.argv[1]); os._exit(0)
      os.waitpid(pid, 0)
      s.sendall(sys.argv[2].encode() + b"\\n")
      print(s.makefile().readline())
      """, agent.socket,
      #"{"jsonrpc":"2.0","id":1,"method":"listLinks","params":{"netns":"caller"}}"#)
    let error = try JSON(answer.text)["error"]
    #expect(error["code"].int == -32002)
    #expect(error["message"].string?.contains("has ended") == true, "\(error)")
  }

  /// An agent without privileges lists what it can read, and reports what it lacks.
  @Test func anAgentWithoutPrivilegesSaysWhatItLacks() throws {
    func asNobody(_ arguments: String...) throws -> Finished {
      try run(nobody + [client, "--private"] + arguments)
    }
    try FileManager.default.copyItem(atPath: Built.agent, toPath: folder.path + "/nlagent")
    #expect(try asNobody("links", "-N", "caller").status == 0)
    let named = try asNobody("links", "-N", namespace.name)
    #expect(named.status == 1)
    #expect(named.errors.contains("cannot enter the network namespace \(namespace.name)"))
    #expect(named.errors.contains("lacks CAP_SYS_ADMIN"), "\(named.errors)")
    let process = try asNobody("links", "-N", "pid:1")
    #expect(process.errors.contains("lacks CAP_SYS_PTRACE"), "\(process.errors)")
    let all = try asNobody("links", "-N", "all", "--json")
    #expect(all.status == 4)
    #expect(try JSON(all.text).array.contains { $0["name"].string == "lo" })
    #expect(all.errors.contains("cannot be read"), "\(all.errors)")
    #expect(all.errors.contains("cannot enter the network namespace"), "\(all.errors)")
  }

  @Test func tablesHaveAColumnWhenAsked() throws {
    let agent = try TestAgent()
    let plain = try agent.nlctl("links")
    #expect(plain.lines.first?.contains("NETNS") == false)
    let asked = try agent.nlctl("links", "--netns", namespace.name)
    #expect(asked.lines.first?.hasSuffix("NETNS") == true)
    #expect(asked.lines.last?.hasSuffix(namespace.name) == true)
    let listed = try agent.nlctl("netns")
    #expect(listed.lines.first?.hasSuffix("HERE") == true)
    #expect(listed.text.contains(namespace.name))
    #expect(listed.text.contains("agent,caller"))
  }
}
