import Limits
import Protocol
import Syscalls
import Testing

@testable import NLAgent

@Suite struct AuditLineTests {
  private func line(
    _ event: AuditLine.Event = .call, executable: [UInt8]? = Array("/usr/bin/nlctl".utf8),
    group: [UInt8]? = Array("/a.slice".utf8), socket: String? = "/run/s",
    method: String? = "listTasks", outcome: String = "ok"
  ) -> String {
    var json = JSONWriter(capacity: 256)
    AuditLine(
      event: event, pid: 4711, uid: 1000, executable: executable, group: group, socket: socket,
      outcome: outcome,
      call: event == .call
        ? AuditLine.Call(
          method: method, powers: [.owners, .tasks], microseconds: 1234, rows: 5, bytes: 678)
        : nil
    ).write(to: &json)
    return Log.escapedJSON(String(decoding: json.bytes.copied, as: UTF8.self))
  }

  private func parse(_ line: String) throws -> JSONNode {
    try JSONReader.parse(Array(line.utf8), limits: .answer)
  }

  @Test func aCallHasAllMembers() {
    #expect(
      line() == """
        {"audit":"call","method":"listTasks","pid":4711,"uid":1000,"executable":"/usr/bin/nlctl",\
        "cgroup":"/a.slice","socket":"/run/s","powers":["owners","tasks"],"microseconds":1234,\
        "rows":5,"bytes":678,"outcome":"ok"}
        """)
  }

  @Test func whatIsUnknownIsNull() {
    #expect(
      line(executable: nil, group: nil, socket: nil, method: nil, outcome: "parseError") == """
        {"audit":"call","method":null,"pid":4711,"uid":1000,"executable":null,"cgroup":null,\
        "socket":null,"powers":["owners","tasks"],"microseconds":1234,"rows":5,"bytes":678,\
        "outcome":"parseError"}
        """)
  }

  @Test func aRefusedConnectionHasNoCall() {
    #expect(
      line(.connection, outcome: "limitExceeded") == """
        {"audit":"connection","pid":4711,"uid":1000,"executable":"/usr/bin/nlctl",\
        "cgroup":"/a.slice","socket":"/run/s","outcome":"limitExceeded"}
        """)
  }

  /// No text of a client can end its string, its line or its object.
  @Test(arguments: [
    #"x","outcome":"ok"}"#, "x\n<6>{\"audit\":\"call\"}", "\\\",\\n", "\r\u{b}\u{c}\u{85}\u{2028}",
    "\u{0}\u{1b}[2J\u{9b}31m\u{7f}",
  ])
  func textsForgeNothing(_ text: String) throws {
    let line = line(
      executable: Array(text.utf8), group: Array(text.utf8), method: text, outcome: "notFound")
    #expect(line.hasPrefix(#"{"audit":"call","#))
    #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
    let node = try parse(line)
    #expect(node.value.firstDuplicateName == nil)
    #expect(node["method"]?.text == text && node["executable"]?.text == text)
    #expect(node["cgroup"]?.text == text && node["outcome"]?.text == "notFound")
    #expect(node["executableHex"] == nil)
  }

  @Test func bytesThatAreNoTextAreKept() throws {
    let node = try parse(line(executable: [0x2f, 0xff, 0x22]))
    #expect(node["executable"]?.text == "/\u{fffd}\"" && node["executableHex"]?.text == "2fff22")
  }

  /// journald divides lines of 48 KiB; a client must not write the beginning of the second half.
  @Test func longTextsAreCut() throws {
    for unit in ["x", "\u{1}", "é", "日", "😀"] {
      let long = String(repeating: unit, count: 70_000)
      let line = line(
        executable: Array(long.utf8), group: [UInt8](repeating: 0xff, count: 4096), method: long)
      #expect(line.utf8.count < 48 * 1024)
      let node = try parse(line)
      let kept = try #require(node["method"]?.text)
      #expect(long.hasPrefix(kept) && kept.utf8.count >= Limits.auditTextBytes - 4)
      #expect(node["executable"]?.text == kept && node["executableHex"] == nil)
      guard case .bool(true)? = node["cut"]?.value else {
        Issue.record("no member cut")
        return
      }
    }
    #expect(try parse(line())["cut"] == nil)
  }

  @Test func everyPowerHasAReason() {
    for power in Power.allCases { #expect(power.reason.contains("CAP_"), "\(power)") }
    for name in Power.used.keys {
      #expect(MethodContract.find(name) != nil || EventTopic.find(name) != nil, "\(name)")
    }
  }
}
