import Foundation
import TestSupport
import Testing

/// Clients write names of links. SIOCGIFINDEX makes the kernel load a module of that name for a
/// privileged process, so no name may reach it.
@Suite(.needs(.root, .tools("ip", "strace")))
struct LinkNameTests {
  /// A call for each parameter that takes a link's name, with `NAME` for it. The filter of Unix
  /// sockets takes none.
  private static var calls:
    [(method: String, parameter: String, value: String, more: [String: Any])]
  {
    [
      ("listLinks", "name", "NAME", [:]), ("listLinks", "master", "NAME", [:]),
      ("listAddresses", "interface", "NAME", [:]), ("listRoutes", "interface", "NAME", [:]),
      ("listNeighbors", "interface", "NAME", [:]),
      ("getRoute", "inputInterface", "NAME", ["to": "127.0.0.1", "from": "127.0.0.1"]),
      ("getRoute", "outputInterface", "NAME", ["to": "127.0.0.1"]),
      (
        "inetSocket", "interface", "NAME",
        ["protocol": "udp", "localAddress": "127.0.0.1", "localPort": 9]
      ),
      ("inetConnections", "filter", "dev = NAME", [:]),
      ("socketSummary", "filter", "dev = NAME or dev != NAME", [:]),
      // The topic link compares names of events and looks none up.
      ("subscribe", "interface", "NAME", ["topics": ["link"]]),
      ("subscribe", "filter", "dev = NAME", ["topics": ["socketClose"]]),
      ("unixConnections", "filter", "", [:]),
    ]
  }

  /// Asks with a name in each call.
  /// - Returns: the errors by call; nil for an answer.
  private func ask(_ agent: TestAgent, _ name: String) throws -> [(call: String, error: JSON)] {
    try Self.calls.filter { !$0.value.isEmpty }.map { call in
      var parameters = call.more
      parameters[call.parameter] = call.value.replacing("NAME", with: name)
      let request: [String: Any] = [
        "jsonrpc": "2.0", "id": 1, "method": call.method, "params": parameters,
      ]
      let client = try agent.connect()
      try client.sendLine(
        String(decoding: try JSONSerialization.data(withJSONObject: request), as: UTF8.self))
      return ("\(call.method) \(call.parameter)", try client.answer()["error"])
    }
  }

  @Test func noNameMakesTheKernelLoadAModule() throws {
    let namespace = try NetworkNamespace()
    let agent = try TestAgent(in: namespace, ["--owners", "proc"])
    let folder = try ScratchFolder()
    let strace = try RunningProgram([
      "strace", "-f", "-p", "\(agent.pid)", "-e", "trace=ioctl", "-o", folder.path + "/trace",
    ])
    try eventually("strace is attached: \(strace.errors)") { strace.errors.contains("attached") }
    for name in ["nosuchlink", "nosuchlink:1", "no-link-has-such-a-long-name"] {
      for (call, error) in try ask(agent, name) {
        if call == "subscribe interface" || call == "socketSummary filter" { continue }
        let message = error["message"].string ?? ""
        #expect(
          message.contains("there is no ") && message.contains(name), "\(call): \(error)")
      }
    }
    // An index is looked up by SIOCGIFNAME, so the trace is alive.
    _ = try agent.ask("listAddresses", ["interface": "1"])
    try eventually("the trace has the last request") {
      folder.text("trace").contains("SIOCGIFNAME")
    }
    strace.stop()
    let requests = Set(
      folder.text("trace").matches(of: /\b(SIOC\w+)/).map { String($0.output.1) })
    #expect(requests == ["SIOCGIFNAME"])
  }

  /// No parameter that takes a name of a link is missing above.
  @Test func allParametersAreTried() throws {
    let agent = try TestAgent()
    var found: Set<String> = []
    for method in try agent.ask("rpc.discover")["methods"].array {
      for parameter in method["params"].array {
        guard let name = parameter["name"].string, let method = method["name"].string else {
          continue
        }
        let isLink =
          name.lowercased().contains("interface") || ["master", "filter"].contains(name)
          || (name == "name" && method == "listLinks")
        if isLink { found.insert("\(method) \(name)") }
      }
    }
    #expect(found == Set(Self.calls.map { "\($0.method) \($0.parameter)" }))
  }

  /// All names of a link choose it, also alternative ones, and labels of its addresses.
  @Test(arguments: ["lo", "1", "shortalt", "an-alternative-name-that-is-long", "lo:7"])
  func everyNameOfALinkChoosesIt(_ name: String) throws {
    let namespace = try NetworkNamespace()
    for alternative in ["shortalt", "an-alternative-name-that-is-long"] {
      try succeed(
        ["ip", "link", "property", "add", "dev", "lo", "altname", alternative], in: namespace)
    }
    let agent = try TestAgent(in: namespace, ["--owners", "proc"])
    for (call, error) in try ask(agent, name) {
      // Two methods have other rules: `name` takes no index and no label, and no socket is there.
      if call == "listLinks name", ["1", "lo:7"].contains(name) { continue }
      if call == "inetSocket interface" {
        #expect(error["data"]["errno"].string == "ENOENT" || name == "1", "\(error)")
        continue
      }
      // No packet to 127.0.0.1 arrives on lo from another link's address.
      if call == "getRoute inputInterface" {
        #expect(error["data"]["errno"].string == "EINVAL", "\(error)")
        continue
      }
      #expect(error.isAbsent, "\(call): \(error)")
    }
    #expect(
      try agent.ask("listAddresses", ["interface": name])["addresses"].array.first?[
        "interface"
      ].string == "lo")
  }
}
