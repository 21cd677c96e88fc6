import Foundation
import Syscalls
import TestSupport
import Testing

private func status(_ id: String) -> String {
  #"{"jsonrpc":"2.0","id":\#(id),"method":"status"}"#
}

/// Lines and batches on the wire, against the agent as built.
@Suite struct FramingEndToEndTests {
  private let agent: TestAgent
  private let client: TestClient

  init() throws {
    agent = try TestAgent()
    client = try agent.connect()
  }

  private func code(_ answer: JSON) -> Int? { answer["error"]["code"].int }

  @Test func aThousandRequestsOfOneWriteAreAnsweredInOrder() throws {
    let lines = (0..<1000).map {
      $0 % 3 == 0 ? #"{"jsonrpc":"2.0","id":\#($0),"method":"nothing"}"# : status("\($0)")
    }
    try client.sendLine(lines.joined(separator: "\n"))
    for number in 0..<1000 {
      let answer = try client.answer()
      #expect(answer["id"].int == number)
      #expect(answer["error"].isAbsent == (number % 3 != 0))
    }
  }

  @Test func aHalfClosedClientGetsItsAnswers() throws {
    try client.send(status("1") + "\n" + status("2") + "\n" + status(#""last""#))
    client.endInput()
    #expect(try client.answer()["id"].int == 1)
    #expect(try client.answer()["id"].int == 2)
    #expect(try client.answer()["id"].string == "last")
    #expect(try client.line() == nil)
  }

  @Test func carriageReturnsAndBlankLinesAreNoRequests() throws {
    try client.send("\r\n\n  \t\r\n\n" + status("1") + "\r\n \n\t" + status("2") + " \r\n\r\n")
    client.endInput()
    #expect(try client.answer()["id"].int == 1)
    #expect(try client.answer()["id"].int == 2)
    #expect(try client.line() == nil)
  }

  @Test func oneByteAtATime() throws {
    for byte in (status("1") + "\n").utf8 {
      try client.send([byte])
      try eventually("the agent takes it") { client.isAllTaken }
    }
    #expect(try client.answer()["result"]["clients"].int != nil)
  }

  @Test func idsComeBackByteForByte() throws {
    let ids = [
      "1.50", "1e2", "-0", "null", #""\u0041\/\n""#, "18446744073709551616",
      String(repeating: "9", count: 64),
    ]
    for id in ids {
      try client.sendLine(status(id))
      let line = try #require(try client.line())
      #expect(line.hasPrefix(#"{"jsonrpc":"2.0","id":\#(id),"result":"#))
    }
  }

  @Test func aMixedBatchIsAnsweredInOneArray() throws {
    try client.sendLine(
      """
      [\(status("1")),{"jsonrpc":"2.0","method":"status"},{"foo":"boo"},7,\
      {"jsonrpc":"2.0","id":"5","method":"foo.get","params":{"name":"myself"}},\(status("9"))]
      """)
    let answers = try client.answer().array
    #expect(answers.map { code($0) } == [nil, -32600, -32600, -32601, nil])
    #expect(answers[0]["id"].int == 1)
    #expect(answers[1]["id"].isNull && answers[2]["id"].isNull)
    #expect(answers[3]["id"].string == "5")
    #expect(answers[4]["result"]["version"].string != nil)
  }

  @Test func notificationsHaveNoAnswerAtAll() throws {
    let notification = #"{"jsonrpc":"2.0","method":"status"}"#
    try client.send("\(notification)\n[\(notification),\(notification)]\n")
    try client.send(#"{"jsonrpc":"2.0","method":"nothing of this name"}"# + "\n")
    client.endInput()
    #expect(try client.rest() == "")
  }

  @Test func batchesOverTheLimitAreRefusedWhole() throws {
    let batch = { "[" + [String](repeating: status("1"), count: $0).joined(separator: ",") + "]" }
    try client.sendLine(batch(64))
    #expect(try client.answer().array.count == 64)
    try client.sendLine(batch(65))
    #expect(code(try client.answer()) == -32600)
    try client.sendLine("[]")
    #expect(code(try client.answer()) == -32600)
  }

  @Test(
    arguments: [
      Array("{".utf8), Array("nonsense".utf8), Array("{} {}".utf8), Array("[1,]".utf8),
      Array("\u{feff}{}".utf8), [0], [0, 0, 0], [0x22, 0xff, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
      Array(#"{"a":"\ud800"}"#.utf8), [0x7b, 0x22, 0, 0x22, 0x3a, 0x31, 0x7d], [0x1b, 0x5b, 0x41],
    ] as [[UInt8]]) func whatIsNoJSONIsAParseErrorAndTheConnectionGoesOn(_ line: [UInt8]) throws
  {
    try client.send(line + [0x0a])
    let answer = try client.answer()
    #expect(code(answer) == -32700)
    #expect(answer["id"].isNull)
    #expect(try client.ask("status")["pid"].int == Int(agent.pid))
  }

  @Test func nestingIsBounded() throws {
    for (depth, expected) in [(32, -32602), (33, -32700), (20_000, -32700)] {
      // The request itself is one level.
      let deep = String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1)
      try client.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"status","params":\#(deep)}"#)
      #expect(code(try client.answer()) == expected)
    }
  }

  /// White space fills a request to any length.
  private func request(bytes: Int) -> [UInt8] {
    let text = Array(status("1").utf8)
    return text + [UInt8](repeating: 0x20, count: bytes - text.count)
  }

  @Test func aLineMayHave64KiBWithItsLineFeed() throws {
    try client.send(request(bytes: 65_535) + [0x0a] + request(bytes: 65_535))
    client.endInput()
    for _ in 0..<2 { #expect(try client.answer()["id"].int == 1) }
    #expect(try client.line() == nil)
  }

  @Test(arguments: [65_536, 65_537, 1_000_000]) func aLongerLineEndsTheConnection(
    _ bytes: Int
  ) throws {
    try client.sendLine(status("0"))
    #expect(try client.answer()["id"].int == 0)
    _ = try client.sendIfTaken(request(bytes: bytes) + [0x0a])
    let rest = try client.untilHungUp()
    let answer = try JSON(rest)
    #expect(code(answer) == -32600)
    #expect(answer["id"].isNull)
    #expect(rest.filter { $0 == "\n" }.count == 1)
    #expect(try agent.ask("status")["clients"].int != nil)
  }
}
