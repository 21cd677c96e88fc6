import Foundation
import TestSupport
import Testing

/// `nlctl who` on sockets whose holder is known.
@Suite(.needs(.root, .tools("ip", "python3", "setpriv")))
struct WhoTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent
  private let folder: ScratchFolder
  private let server: RunningProgram

  init() throws {
    namespace = try NetworkNamespace()
    // In a debug build each agent that tries BPF takes two seconds for it.
    agent = try TestAgent(in: namespace, ["--owners", "proc"])
    folder = try ScratchFolder()
    server = try RunningProgram(
      [
        "python3", "-c",
        """
        import socket, sys
        kept = []
        for family, kind, address in [
                (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 8080)),
                (socket.AF_INET6, socket.SOCK_STREAM, ("::1", 8081)),
                (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.2", 8080)),
                (socket.AF_UNIX, socket.SOCK_STREAM, sys.argv[1]),
                (socket.AF_UNIX, socket.SOCK_STREAM, "\\0who")]:
            s = socket.socket(family, kind); s.bind(address); kept.append(s)
            if kind == socket.SOCK_STREAM: s.listen()
        kept.append(socket.create_connection(("127.0.0.1", 8080)))
        kept.append(kept[0].accept()[0])
        print("ready", flush=True); sys.stdin.read()
        """, folder.path + "/who.sock",
      ], in: namespace)
    try server.waitForOutput("ready")
  }

  @Test func aPortIsHeldByWhoListens() throws {
    let found = try agent.nlctl("who", ":8080", "--json")
    #expect(found.status == 0)
    let rows = try JSON(found.text).array
    #expect(Set(rows.compactMap { $0["protocol"].string }) == ["tcp", "udp"])
    #expect(Set(rows.compactMap { $0["state"].string }) == ["LISTEN", "UNCONNECTED"])
    for row in rows {
      #expect(row["processes"].array.map { $0["pid"].int } == [Int(server.pid)])
      #expect(row["processes"].array.first?["command"].string == "python3")
    }
    // The accepted connection has the port, too.
    let all = try agent.nlctl("who", "--all", ":8080", "--json")
    #expect(try JSON(all.text).array.count == 3)
  }

  @Test(arguments: [
    ("8080", 2), ("127.0.0.1:8080", 1), ("127.0.0.2:8080", 1), ("[::1]:8081", 1), ("@who", 1),
  ])
  func placesAreUnderstood(_ place: String, _ count: Int) throws {
    let found = try agent.nlctl("who", place, "--json")
    #expect(found.status == 0, "\(found.errors)")
    #expect(try JSON(found.text).array.count == count)
  }

  @Test func aPathIsHeldToo() throws {
    let found = try agent.nlctl("who", folder.path + "/who.sock")
    #expect(found.status == 0)
    #expect(found.lines.count == 2)
    #expect(found.text.contains("python3(\(server.pid))"))
  }

  @Test(arguments: [":9", "127.0.0.3:8080", "/nonexistent", "@nobody"])
  func nobodyIsSaid(_ place: String) throws {
    let found = try agent.nlctl("who", place)
    #expect(found.status == 5)
    #expect(found.text.isEmpty)
    #expect(found.errors == "nlctl: no socket waits at \(place)\n")
    #expect(try agent.nlctl("who", place, "--json").text == "[]\n")
  }

  @Test func whatIsNoPlaceIsShown() throws {
    let wrong = try agent.nlctl("who", "nosuchservice")
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("^"))
  }

  /// As another user, in the socket's group: what only root sees otherwise.
  @Test func anybodyWhomTheSocketLetsInSeesIt() throws {
    let open = try TestAgent(in: namespace, ["--mode", "0666", "--owners", "proc"])
    let found = try run(
      [
        "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", Built.client,
        "--socket", open.socket, "who", ":8080", "--json",
      ])
    #expect(found.status == 0, "\(found.errors)")
    #expect(
      try JSON(found.text).array.allSatisfy {
        $0["processes"].array.map { $0["pid"].int } == [Int(server.pid)]
      })
  }
}
