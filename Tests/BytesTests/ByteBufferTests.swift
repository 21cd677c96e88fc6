import Bytes
import Testing

@Suite struct ByteBufferTests {
  private func contents(_ buffer: borrowing ByteBuffer) -> [UInt8] {
    buffer.bytes.withUnsafeBytes { Array($0) }
  }

  /// The room doubles several times, and each time all bytes move along.
  @Test func growingKeepsTheBytes() {
    var buffer = ByteBuffer(capacity: 1)
    var expected: [UInt8] = []
    for byte in 0..<UInt8.max {
      buffer.append(byte)
      buffer.append("ab")
      buffer.append([byte, 1, 2].span.bytes)
      expected += [byte, UInt8(ascii: "a"), UInt8(ascii: "b"), byte, 1, 2]
    }
    #expect(contents(buffer) == expected)
  }

  /// A single append can need more than twice the room.
  @Test func oneAppendMayExceedTwiceTheRoom() {
    var buffer = ByteBuffer(capacity: 2)
    let long = [UInt8](repeating: 7, count: 1000)
    buffer.append(1)
    buffer.append(long.span.bytes)
    #expect(contents(buffer) == [1] + long)
  }

  @Test func reservedRoomIsFilledWithoutGrowing() {
    var buffer = ByteBuffer(capacity: 1)
    buffer.append(1)
    buffer.reserve(100)
    let start = buffer.start
    for byte in 2...101 as ClosedRange<UInt8> { buffer.put(byte) }
    #expect(buffer.start == start)
    #expect(buffer.end == start + 101)
    #expect(contents(buffer) == Array(1...101))
  }

  @Test func nothingIsAppendedFromNothing() {
    var buffer = ByteBuffer(capacity: 1)
    buffer.append("")
    buffer.append([UInt8]().span.bytes)
    #expect(buffer.count == 0)
  }

  @Test(arguments: [1, 64, 4096]) func removingAllKeepsAtMostTheLimit(_ limit: Int) {
    var buffer = ByteBuffer(capacity: 16)
    buffer.append([UInt8](repeating: 7, count: 1000).span.bytes)
    buffer.removeAll(keepingAtMost: limit)
    #expect(buffer.count == 0)
    // The buffer is as usable as a new one, whether its room was freed or not.
    let bytes = [UInt8](repeating: 9, count: 5000)
    buffer.append(bytes.span.bytes)
    #expect(contents(buffer) == bytes)
  }
}
