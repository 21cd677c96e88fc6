import Glibc
import Limits
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent

/// A client's end and the agent's end of one connection.
private final class Ends: @unchecked Sendable {
  let agent: ClientSocket
  private var client: UnixStream?

  init() throws {
    let pair = try UnixStream.pair()
    agent = try ClientSocket(UnixStream(owning: FileDescriptor(owning: dup(pair.first.number))))
    client = UnixStream(owning: FileDescriptor(owning: dup(pair.second.number)))
    try agent.stream.setReceiveTimeout(milliseconds: 10_000)
  }

  func send(_ bytes: [UInt8]) throws { try client?.sendAll(bytes.rawBytes) }
  func send(_ text: String) throws { try send(Array(text.utf8)) }
  func hangUp() { client = nil }
  var isAllTaken: Bool { isAllTakenByPeer(client?.number ?? -1) }
}

/// A reader that `#expect` can call.
private final class TextReader {
  private var reader = LineReader()

  func hasLine() -> Bool { reader.hasLine() }

  /// The next line as text; nil at the end.
  func text(_ ends: Ends) throws -> String? {
    switch try reader.next(ends.agent) {
    case .line(let bytes): return String(decoding: bytes, as: UTF8.self)
    case .end: return nil
    case .refused(let error): throw error
    }
  }
}

@Suite struct LineReaderTests {
  @Test func severalLinesOfOnePacket() throws {
    let ends = try Ends()
    let reader = TextReader()
    try ends.send("one\ntwo\n\nfour\r\nfi")
    #expect(!reader.hasLine())
    #expect(try reader.text(ends) == "one")
    #expect(reader.hasLine())
    #expect(try reader.text(ends) == "two")
    #expect(try reader.text(ends) == "")
    #expect(try reader.text(ends) == "four\r")
    #expect(!reader.hasLine())
    try ends.send("ve\n")
    #expect(try reader.text(ends) == "five")
    ends.hangUp()
    #expect(try reader.text(ends) == nil)
    #expect(try reader.text(ends) == nil)
  }

  @Test func aLastLineNeedsNoLineFeed() throws {
    let ends = try Ends()
    let reader = TextReader()
    try ends.send("one\nlast")
    ends.hangUp()
    #expect(try reader.text(ends) == "one")
    #expect(try reader.text(ends) == "last")
    #expect(try reader.text(ends) == nil)
  }

  @Test func oneByteAtATime() throws {
    let ends = try Ends()
    let sent = "a\nbc\n\n\u{0}é\nlast"
    let socket = ends.agent
    let lines = sent.split(separator: "\n", omittingEmptySubsequences: false)
    try Thread.start(stackBytes: 256 * 1024) {
      for byte in sent.utf8 {
        try? ends.send([byte])
        try? eventually("the reader takes it") { ends.isAllTaken }
      }
      ends.hangUp()
    }
    var reader = LineReader()
    var read: [String] = []
    while case .line(let line) = try reader.next(socket) {
      read.append(String(decoding: line, as: UTF8.self))
    }
    #expect(read == lines.map { String($0) })
  }

  @Test func everyLengthAroundTheSizesOfTheBuffer() throws {
    let sizes = [4096, 8192, 16_384, 32_768, 65_536]
    for size in sizes.flatMap({ ($0 - 3)...($0 - 1) }) {
      let ends = try Ends()
      let reader = TextReader()
      let line = String(repeating: "x", count: size)
      try ends.send("first\n" + line + "\nlast\n")
      #expect(try reader.text(ends) == "first")
      #expect(try reader.text(ends) == line)
      #expect(try reader.text(ends) == "last")
    }
  }

  @Test func aLineWithItsLineFeedMayBeAsLongAsTheLimit() throws {
    let longest = String(repeating: "x", count: Limits.requestBytes - 1)
    for end in ["\n", ""] {
      let ends = try Ends()
      let reader = TextReader()
      try ends.send(longest + end)
      ends.hangUp()
      #expect(try reader.text(ends) == longest)
      #expect(try reader.text(ends) == nil)
    }
  }

  @Test func aLongerLineIsRefusedBeforeItsEnd() throws {
    for end in ["\n", "", "x"] {
      let ends = try Ends()
      let reader = TextReader()
      try ends.send("short\n" + String(repeating: "x", count: Limits.requestBytes) + end)
      #expect(try reader.text(ends) == "short")
      let error = #expect(throws: RPCError.self) { try reader.text(ends) }
      #expect(error?.code == .invalidRequest)
    }
  }

  /// More bytes give a line no more time, and the next line has all of its own.
  @Test func eachLineHasItsOwnTime() throws {
    let ends = try Ends()
    var reader = LineReader()
    let whole = Int64(Limits.requestLineSeconds) * 1000
    let idle = reader.timeout
    #expect(idle == nil, "nothing was begun")
    try ends.send("on")
    _ = try reader.receive(ends.agent)
    let atFirst = reader.timeout
    #expect(atFirst == whole)
    for _ in 0..<1000 where reader.timeout == whole { KernelClock.sleep(milliseconds: 1) }
    try ends.send("e")
    _ = try reader.receive(ends.agent)
    let later = reader.timeout ?? whole
    #expect(later < whole)
    try ends.send("\nnext")
    _ = try reader.receive(ends.agent)
    guard case .line(let line)? = reader.buffered() else {
      Issue.record("the first line is not there")
      return
    }
    #expect(String(decoding: line, as: UTF8.self) == "one")
    let next = reader.timeout
    #expect(next == whole)
  }

  @Test func manyLinesOfManyLengthsInPieces() throws {
    let ends = try Ends()
    let lines = (0..<3000).map { String(repeating: "\($0 % 10)", count: $0 * 7 % 311) }
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    let socket = ends.agent
    try Thread.start(stackBytes: 256 * 1024) {
      var start = 0
      var piece = 1
      while start < bytes.count {
        let end = min(bytes.count, start + piece)
        try? ends.send(Array(bytes[start..<end]))
        start = end
        piece = piece * 5 % 4099 + 1
      }
      ends.hangUp()
    }
    var reader = LineReader()
    var read: [String] = []
    while case .line(let line) = try reader.next(socket) {
      read.append(String(decoding: line, as: UTF8.self))
    }
    #expect(read == lines)
  }
}
