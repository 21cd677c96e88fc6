import Netlink
import Testing

@Suite struct UnixSocketLineTests {
  private static let start = "0000000085357184: 00000002 00000000 00010000 0001 01 15876"

  private func read(_ line: String) -> UnixSocketLine? { UnixSocketLine(Array(line.utf8)[...]) }
  private func name(_ line: String) -> [UInt8]? { read(line)?.name }

  @Test func aListenerIsReadInFull() throws {
    let socket = try #require(read(Self.start + " /run/a b"))
    #expect(socket.isListening && socket.state == 10)
    #expect(socket.type == 1 && socket.socketState == 1 && socket.inode == 15876)
    #expect(socket.name == Array("/run/a b".utf8))
  }

  @Test(arguments: [("01", 7), ("02", 1), ("03", 1), ("04", 7), ("00", 7)] as [(String, UInt8)])
  func statesAreThoseOfSockDiag(_ printed: String, _ state: UInt8) throws {
    let line = "0: 00000003 00000000 00000000 0005 \(printed)     0"
    let socket = try #require(read(line))
    #expect(socket.state == state && socket.type == 5 && socket.inode == 0 && socket.name == nil)
  }

  /// The kernel writes one space before a name. A name may begin with, end with and consist of
  /// spaces.
  @Test func namesAreBytes() {
    #expect(name(Self.start) == nil)
    #expect(name(Self.start + " ") == [])
    #expect(name(Self.start + "   x ") == Array("  x ".utf8))
    #expect(name(Self.start + " @a@b") == Array("@a@b".utf8))
    let bytes = Array(Self.start.utf8) + [UInt8(ascii: " "), 0xff, 0x00, UInt8(ascii: "\r"), 0x1b]
    #expect(UnixSocketLine(bytes[...])?.name == [0xff, 0x00, UInt8(ascii: "\r"), 0x1b])
  }

  @Test func whatIsNoLineIsTheRestOfAName() throws {
    var socket = try #require(read(Self.start + " /tmp/q"))
    #expect(read("z: 1") == nil)
    socket.append(Array("z: 1".utf8)[...])
    socket.append([])
    #expect(socket.name == Array("/tmp/q\nz: 1\n".utf8))
    socket.append([UInt8](repeating: UInt8(ascii: "a"), count: 5000)[...])
    #expect(socket.name?.count == 108)
    socket.append([UInt8(ascii: "a")])
    #expect(socket.name?.count == 108)
    var unnamed = try #require(read(Self.start))
    unnamed.append([UInt8(ascii: "a")])
    #expect(unnamed.name == nil)
  }

  @Test(arguments: [
    "", "Num       RefCount Protocol Flags    Type St Inode Path", "0: 1 2 3 4 5", ": 1 2 3 4 5 6",
    "0: 1 2 3 100 5 6", "0: 1 2 3 4 100 6", "0: x 2 3 4 5 6", "0: 1 2 3 4 5 -6", "0 1 2 3 4 5 6",
  ]) func whatIsNoSuchLineIsNone(_ line: String) {
    #expect(read(line) == nil)
  }

  @Test func unixSocketsAreCounted() {
    let text = """
      protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss gs
      UNIX-STREAM 1152     17      -1   NI       0   yes  kernel      y  n  n  n  n  n  n  n  n
      UNIX      1152      4      -1   NI       0   yes  kernel      y  n  n  n  n  n  n  n  n  n
      UNIXES      1152      400      -1
      UNIX x 3
      """
    #expect(ProtocolCounts.unixSockets(Array(text.utf8)) == 21)
    #expect(ProtocolCounts.unixSockets(Array("TCP 1 2".utf8)) == nil)
    #expect(ProtocolCounts.unixSockets([]) == nil)
    #expect(ProtocolCounts.contains("UNIX", Array(text.utf8)))
    #expect(!ProtocolCounts.contains("AF_VSOCK", Array(text.utf8)))
  }
}

@Suite struct LineSplitterTests {
  private func lines(_ text: [UInt8], every count: Int) -> [[UInt8]] {
    var splitter = LineSplitter()
    var lines: [[UInt8]] = []
    for start in stride(from: 0, to: text.count, by: count) {
      _ = splitter.feed(text[start..<min(start + count, text.count)]) { line in
        lines.append(Array(line))
        return true
      }
    }
    _ = splitter.finish { line in
      lines.append(Array(line))
      return true
    }
    return lines
  }

  @Test(arguments: 1...12) func cutsAnywhere(_ count: Int) {
    let text = Array("ab\n\nc\nde\n\n\nf".utf8)
    let expected = ["ab", "", "c", "de", "", "", "f"].map { Array($0.utf8) }
    // A piece may begin with an empty line.
    #expect(lines(text, every: count) == expected)
    #expect(lines(text + [UInt8(ascii: "\n")], every: count) == expected)
  }

  @Test func whatIsTooLongIsDropped() {
    let long = [UInt8](repeating: UInt8(ascii: "a"), count: 5000) + Array("\nb\n".utf8)
    #expect(lines(long, every: 64) == [Array("b".utf8)])
    #expect(lines([UInt8](repeating: UInt8(ascii: "a"), count: 5000), every: 64) == [])
  }

  @Test func stopsWhenTheBodyReturnsFalse() {
    var splitter = LineSplitter()
    var count = 0
    let goesOn = splitter.feed(Array("a\nb\n".utf8)[...]) { _ in
      count += 1
      return false
    }
    #expect(!goesOn && count == 1)
  }
}
