import Testing

@testable import Protocol

@Suite("The writer's room")
struct JSONWriterRoomTests {
  @Test func isGivenBackAfterALongText() {
    var json = JSONWriter(capacity: 100)
    json.string(String(repeating: "x", count: 10_000))
    let grown = json.capacity
    json.removeAll(keepingAtMost: 100)
    let kept = json.capacity
    let count = json.count
    #expect(grown > 10_000 && kept == 100 && count == 0)
    json.newline()
    json.string("y")
    let text = (0..<json.count).map { json.bytes.load(at: $0) }
    #expect(text == Array("\n\"y\"".utf8))
  }

  @Test func isKeptAfterAShortOne() {
    var json = JSONWriter(capacity: 100)
    json.string("x")
    json.removeAll(keepingAtMost: 200)
    let kept = json.capacity
    #expect(kept == 100)
  }
}

extension RawSpan {
  fileprivate func load(at offset: Int) -> UInt8 {
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }
}
