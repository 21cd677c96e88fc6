import Foundation
import Syscalls
import TestSupport
import Testing

/// Lists that arrive as several lines.
@Suite(.needs(.root, .tools("ip", "python3")))
struct PartsEndToEndTests {
  private static let socketCount = 3000

  /// So many that parts leave while the kernel still dumps.
  @Test(arguments: [1, 7, 1000, 100_000])
  func theRecordsAreThoseOfTheWholeList(_ size: Int) throws {
    let namespace = try NetworkNamespace()
    let crowd = try SocketCrowd(tcp: PartsEndToEndTests.socketCount, unix: 0, in: namespace)
    defer { withExtendedLifetime(crowd) {} }
    let agent = try TestAgent(in: namespace)
    let client = try agent.connect()
    let whole = try client.ask("inetConnections", ["protocols": ["tcp"]])
    let cookies = Set(whole["connections"].array.compactMap { $0["cookie"].string })
    #expect(cookies.count == PartsEndToEndTests.socketCount)

    try client.sendLine(
      #"{"jsonrpc":"2.0","id":"x","method":"inetConnections","params":"#
        + #"{"protocols":["tcp"],"partSize":\#(size)}}"#)
    var received: [String] = []
    var parts = 0
    while true {
      let message = try client.answer()
      guard message["method"].string == "part" else {
        #expect(message["id"].string == "x")
        #expect(message["result"]["connections"].array.isEmpty)
        #expect(message["result"]["complete"].bool == true)
        #expect(message["result"]["parts"].int == parts)
        break
      }
      #expect(message["params"]["id"].string == "x")
      let records = message["params"]["connections"].array
      #expect(!records.isEmpty && records.count <= size)
      received += records.compactMap { $0["cookie"].string }
      parts += 1
    }
    #expect(received.count == PartsEndToEndTests.socketCount)
    #expect(Set(received) == cookies)
    #expect(parts == (PartsEndToEndTests.socketCount + size - 1) / size)
    // The connection goes on as usual.
    #expect(try client.ask("status")["clients"].int == 1)
  }

  @Test func aListOfNothingHasNoParts() throws {
    let namespace = try NetworkNamespace()
    let agent = try TestAgent(in: namespace)
    let client = try agent.connect()
    let result = try client.ask(
      "inetConnections", ["protocols": ["tcp"], "partSize": 10])
    #expect(result["connections"].array.isEmpty)
    #expect(result["parts"].int == 0)
  }

  @Test func whatCannotBeIsRefused() throws {
    let agent = try TestAgent()
    let client = try agent.connect()
    for size in ["0", "100001", "-1", "\"5\"", "1.5"] {
      try client.sendLine(
        #"{"jsonrpc":"2.0","id":1,"method":"listLinks","params":{"partSize":\#(size)}}"#)
      let error = try client.answer()["error"]
      #expect(error["code"].int == -32602)
      #expect(error["message"].string?.contains("partSize") == true)
    }
    try client.sendLine(
      #"[{"jsonrpc":"2.0","id":1,"method":"listLinks","params":{"partSize":5}}]"#)
    let batch = try client.answer()
    #expect(batch.array.first?["error"]["message"].string?.contains("in a batch") == true)
  }

  @Test func theExampleInPythonReadsThem() throws {
    let namespace = try NetworkNamespace()
    let crowd = try SocketCrowd(tcp: 700, unix: 0, in: namespace)
    defer { withExtendedLifetime(crowd) {} }
    let agent = try TestAgent(in: namespace)
    let example = Repository.root.appendingPathComponent("contrib/examples/parts.py").path
    let printed = try run(["python3", example, agent.socket, "100"])
    #expect(printed.status == 0)
    #expect(
      printed.text.split(separator: "\n").map { $0.split(separator: " ").map { String($0) } }
        == [["700", "LISTEN"]])
  }
}
