import Testing

@testable import Protocol

/// Each search against a loop over single bytes, wherever the bytes begin and end.
@Suite struct ByteScanTests {
  /// Calls `body` with bytes of every length and alignment that matter, all of them `filler`.
  private func eachPiece(
    _ filler: UInt8 = 0x61, _ body: (inout [UInt8], _ start: Int, _ length: Int) -> Void
  ) {
    for start in 0..<8 {
      for length in 0...40 {
        var bytes = [UInt8](repeating: filler, count: start + length)
        body(&bytes, start, length)
      }
    }
  }

  @Test func lineFeedsAreFoundBehindLongText() {
    var wrong = 0
    for start in 0..<8 {
      for length in 0...150 {
        // Bytes that differ from a line feed in one bit, or only by a borrow.
        for filler in [0x0b, 0x08, 0x1a, 0x8a, 0x09, 0xff] as [UInt8] {
          var bytes = [UInt8](repeating: filler, count: start + length)
          if ByteScan.lineFeed(bytes.span, from: start) != bytes.count { wrong += 1 }
          for place in stride(from: start, to: bytes.count, by: 1 + length / 20) {
            bytes[place] = UInt8(ascii: "\n")
            if ByteScan.lineFeed(bytes.span, from: start) != place { wrong += 1 }
            bytes[place] = filler
          }
        }
      }
    }
    #expect(wrong == 0)
  }

  private func first(
    _ bytes: [UInt8], _ start: Int, where isMet: (UInt8) -> Bool
  ) -> Int {
    bytes[start...].firstIndex(where: isMet) ?? bytes.count
  }

  private func isNotPlain(_ byte: UInt8) -> Bool {
    byte == 0x22 || byte == 0x5c || byte < 0x20 || byte > 0x7e
  }

  private func endsScalar(_ byte: UInt8) -> Bool {
    byte <= 0x20 || [0x2c, 0x5d, 0x7d].contains(byte)
  }

  private func agrees(_ bytes: [UInt8], _ start: Int) -> Bool {
    let span = bytes.span
    return ByteScan.quoteOrBackslash(span, from: start)
      == first(bytes, start) { $0 == 0x22 || $0 == 0x5c }
      && ByteScan.plainEnd(span, from: start) == first(bytes, start, where: isNotPlain)
      && ByteScan.scalarEnd(span, from: start) == first(bytes, start, where: endsScalar)
      && ByteScan.contains(span, start..<bytes.count, 0x2c) == bytes[start...].contains(0x2c)
      && blocksAgree(bytes, start)
  }

  private func blocksAgree(_ bytes: [UInt8], _ start: Int) -> Bool {
    let (end, isOdd) = ByteScan.plainBlocks(bytes.span, from: start)
    let special = first(bytes, start) { (0x7b...0x7d).contains($0 | 0x20) && $0 < 0x80 }
    let expected = start + (special - start) / 16 * 16
    let quotes = bytes[start..<expected].count { $0 == 0x22 }
    return end == expected && isOdd == (quotes % 2 == 1)
  }

  @Test func everyByte() {
    var failures = 0
    eachPiece { bytes, start, length in
      if !agrees(bytes, start) { failures += 1 }
      guard length > 0 else { return }
      for value in UInt8.min...UInt8.max {
        let place = start + (Int(value) + start) % length
        bytes[place] = value
        if !agrees(bytes, start) { failures += 1 }
        bytes[place] = 0x61
      }
    }
    #expect(failures == 0)
  }

  /// Borrows and carries go from a byte to the one above it.
  @Test func neighbours() {
    let bounds: [UInt8] = [0x00, 0x20, 0x22, 0x2c, 0x5c, 0x7b, 0x7e, 0x80, 0xa2, 0xdc, 0xff]
    var failures = 0
    var bytes = [UInt8](repeating: 0x61, count: 17)
    for place in [0, 7, 14] {
      for low in bounds.flatMap({ [$0 &- 1, $0] }) {
        for high in UInt8.min...UInt8.max {
          bytes[place] = low
          bytes[place + 1] = high
          if !agrees(bytes, 0) { failures += 1 }
        }
      }
      bytes[place] = 0x61
      bytes[place + 1] = 0x61
    }
    #expect(failures == 0)
  }

  @Test func anyBytes() {
    var state: UInt64 = 1
    var failures = 0
    let letters = Array(#""\{}[]|, ab"#.utf8) + [0x00, 0x7f, 0x80, 0xa2, 0xff]
    for round in 0..<15 {
      eachPiece { bytes, start, length in
        for place in start..<start + length {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let value = UInt8(truncatingIfNeeded: state >> 56)
          // Mostly quotes and letters in some rounds, so that there are blocks to step over.
          bytes[place] =
            round % 3 == 0
            ? value
            : round % 3 == 1
              ? letters[Int(value) % letters.count] : value % 3 == 0 ? 0x22 : 0xa2
        }
        if !agrees(bytes, start) { failures += 1 }
      }
    }
    #expect(failures == 0)
  }

  @Test func wordsHaveZerosBehindTheEnd() {
    var failures = 0
    eachPiece(0xff) { bytes, start, length in
      for place in bytes.indices { bytes[place] = UInt8(place + 1) }
      for place in start...start + length {
        let word = ByteScan.word(bytes.span, at: place)
        for index in 0..<8 {
          let byte = place + index < bytes.count ? bytes[place + index] : 0
          if UInt8(truncatingIfNeeded: word >> UInt64(index * 8)) != byte { failures += 1 }
        }
      }
    }
    #expect(failures == 0)
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    for place in [Int.min, -1, 9, 10, Int.max] {
      let word = ByteScan.word(bytes.span, at: place)
      #expect(word == 0)
    }
  }

  @Test func masks() {
    #expect(ByteScan.mask(-1) == 0)
    #expect(ByteScan.mask(0) == 0)
    #expect(ByteScan.mask(1) == 0xff)
    #expect(ByteScan.mask(7) == 0x00ff_ffff_ffff_ffff)
    #expect(ByteScan.mask(8) == .max)
    #expect(ByteScan.mask(9) == .max)
  }

  @Test func texts() {
    let bytes = Array("a0.0.0.0b".utf8)
    func isThere(_ text: StaticString, _ place: Int) -> Bool {
      ByteScan.isText(bytes.span, at: place, text)
    }
    #expect(isThere("0.0.0.0", 1))
    #expect(isThere("", 9))
    #expect(!isThere("0.0.0.0", 2))
    #expect(!isThere("bc", 8))
    #expect(!isThere("a", -1))
    #expect(!isThere("a", .max))
  }
}
