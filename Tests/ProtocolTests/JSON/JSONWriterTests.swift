import Foundation
import Protocol
import Testing

/// What one value is written as.
private func written(_ write: (inout JSONWriter) -> Void) -> String {
  var json = JSONWriter()
  write(&json)
  return text(json)
}

@Suite struct JSONWriterTests {
  @Test func unsignedIntegersAtEveryBoundary() {
    var values: [UInt64] = [0, .max, .max - 1, UInt64(Int64.max), UInt64(UInt32.max)]
    var power: UInt64 = 1
    while true {
      values += [power - 1, power, power + 1]
      let (next, overflow) = power.multipliedReportingOverflow(by: 10)
      if overflow { break }
      power = next
    }
    for shift in UInt64(0)..<64 {
      let bit = UInt64(1) << shift
      values += [bit - 1, bit, bit &+ 1]
    }
    for value in values {
      #expect(written { $0.integer(value) } == String(value))
    }
  }

  @Test func allUnsignedIntegersToAHundredThousand() {
    var json = JSONWriter()
    var wrong = 0
    for value in UInt64(0)...100_000 {
      json.removeAll()
      json.newline()
      json.integer(value)
      if text(json) != "\n\(value)" { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func numbersInARowAreAsIfWrittenOneByOne() {
    let names: [StaticString] = [
      "a", "tcpi_rtt", "fifteen_letters", "a_name_longer_than_two_pieces_of_it", "b",
    ]
    let values: [UInt64??] = [7, nil, .some(nil), .max, 123_456_789]
    let row = MemberNames(names)
    for rotation in 0..<values.count {
      let values = values[rotation...] + values[..<rotation]
      let list = Array(values)
      for isFirst in [true, false] {
        let text = written { json in
          json.beginObject()
          if !isFirst { json.member("z", UInt8(1)) }
          json.members(row) { list[$0] }
          json.member("end", true)
          json.endObject()
        }
        let expected = written { json in
          json.beginObject()
          if !isFirst { json.member("z", UInt8(1)) }
          for (name, value) in zip(names, list) {
            guard let value else { continue }
            json.key(name)
            if let value { json.integer(value) } else { json.null() }
          }
          json.member("end", true)
          json.endObject()
        }
        #expect(text == expected)
      }
    }
    #expect(written { $0.members(MemberNames([])) { _ in 1 } } == "")
  }

  @Test func signedIntegersAtTheirBoundaries() {
    for value in [Int64.min, .min + 1, -1_000_000, -100, -99, -10, -1, 0, 1, 42, .max] {
      #expect(written { $0.integer(value) } == String(value))
    }
    #expect(written { $0.integer(Int8.min) } == "-128")
    #expect(written { $0.integer(UInt8.max) } == "255")
    #expect(written { $0.integer(UInt16.max) } == "65535")
  }

  @Test func hexStringsAreFixedInWidth() {
    #expect(written { $0.hexString(UInt64(0)) } == #""0000000000000000""#)
    #expect(written { $0.hexString(UInt64.max) } == #""ffffffffffffffff""#)
    #expect(written { $0.hexString(0x0123_4567_89ab_cdef) } == #""0123456789abcdef""#)
    for shift in UInt64(0)..<64 {
      let value = UInt64(1) << shift
      let digits = String(value, radix: 16)
      let zeros = String(repeating: "0", count: 16 - digits.count)
      #expect(written { $0.hexString(value) } == "\"\(zeros)\(digits)\"")
    }
  }

  @Test func groupsOfAnAddressHaveNoLeadingZeros() {
    var wrong = 0
    for value in UInt16(0)...UInt16.max {
      let text = written { json in
        json.beginString()
        json.hexWithoutZeros(value)
        json.endString()
      }
      if text != "\"\(String(value, radix: 16))\"" { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func everyOctetInEveryPlaceOfAnAddress() {
    for octet in UInt32(0)...255 {
      for shift in [UInt32(24), 16, 8, 0] {
        let address = octet << shift
        let parts = [24, 16, 8, 0].map { String(address >> $0 & 255) }
        let text = written { json in
          json.beginString()
          json.dotted(address)
          json.endString()
        }
        #expect(text == "\"\(parts.joined(separator: "."))\"")
      }
    }
  }

  /// Foundation reads back what was written, and nothing that must be escaped stays raw.
  @Test func everyASCIIByteIsEscapedAsItMust() throws {
    for byte in UInt8(0)..<0x80 {
      let json = written { $0.member("x", bytes: [0x61, byte, 0x62]) }
      let raw = json.utf8.dropFirst(#""x":""#.utf8.count).dropLast()
      #expect(raw.allSatisfy { $0 >= 0x20 })
      let read = try JSONSerialization.jsonObject(with: Data("{\(json)}".utf8))
      let expected = String(decoding: [0x61, byte, 0x62], as: UTF8.self)
      #expect(read as? [String: String] == ["x": expected])
    }
  }

  @Test func everyScalarPassesUnchanged() throws {
    var wrong = 0
    for value in UInt32(0x80)...0x10_ffff {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let bytes = Array(String(scalar).utf8)
      if written({ $0.member("x", bytes: bytes) }) != "\"x\":\"\(scalar)\"" { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  /// One or more bytes of each way not to be UTF-8 (Unicode 15, table 3-7).
  static let broken: [[UInt8]] =
    (0x80...0xc1).map { [UInt8($0)] } + (0xf5...0xff).map { [UInt8($0)] }
    + [
      [0xc2], [0xe0], [0xe0, 0xa0], [0xf0], [0xf0, 0x90], [0xf0, 0x90, 0x80],  // cut short
      [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x80, 0x80], [0xe0, 0x9f, 0xbf],  // overlong
      [0xf0, 0x80, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf],
      [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf],  // surrogates
      [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80],  // above U+10FFFF
      [0xc2, 0x41], [0xe1, 0x80, 0x41], [0xf1, 0x80, 0x80, 0x41],  // interrupted
      [0xc2, 0xc2, 0x80], [0xe1, 0x80, 0xe1, 0x80, 0x80],
    ]

  @Test(arguments: broken) func whatIsNotUTF8IsReplacedAndGivenInHex(_ bytes: [UInt8]) throws {
    for (before, after) in [("", ""), ("a", "b"), ("é", "é"), ("", "\n"), ("\"", "")] {
      let all = Array(before.utf8) + bytes + Array(after.utf8)
      let json = "{" + written { $0.member("name", bytes: all) } + "}"
      let read = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: String]
      let name = try #require(read?["name"])
      #expect(name.unicodeScalars.contains("\u{fffd}"))
      #expect(name.hasPrefix(before) && name.hasSuffix(after))
      let hex = all.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      #expect(read?["nameHex"] == hex)
    }
  }

  @Test func aReplacementCharacterThatWasSentIsNoReplacement() {
    #expect(written { $0.member("x", bytes: [0xef, 0xbf, 0xbd]) } == "\"x\":\"\u{fffd}\"")
  }

  @Test func rewindTakesBackTheCommaToo() {
    var json = JSONWriter()
    json.beginArray()
    let empty = json.mark
    json.integer(UInt8(1))
    json.rewind(to: empty)
    json.integer(UInt8(2))
    let one = json.mark
    json.beginObject()
    json.key("half")
    json.rewind(to: one)
    json.integer(UInt8(3))
    json.endArray()
    #expect(text(json) == "[2,3]")
  }

  @Test func removeAllKeepsThePlaceInTheDocument() {
    var json = JSONWriter(capacity: 0)
    var all = ""
    json.beginArray()
    for value in 0..<1000 {
      json.integer(value)
      all += text(json)
      json.removeAll()
    }
    json.endArray()
    all += text(json)
    #expect(all == "[\((0..<1000).map { String($0) }.joined(separator: ","))]")
  }

  @Test func aNewlineBeginsAnotherDocument() {
    var json = JSONWriter()
    json.bool(true)
    json.newline()
    json.null()
    json.newline()
    #expect(text(json) == "true\nnull\n")
  }

  @Test func aLongTextGrowsTheBuffer() {
    let long = String(repeating: "\u{1}é\"", count: 200_000)
    let json = written { $0.string(long) }
    #expect(json.utf8.count == 200_000 * (6 + 2 + 2) + 2)
  }
}

/// Documents by chance, written by ours and read by Foundation's.
@Suite struct JSONWriterPropertyTests {
  @Test(arguments: 0..<20) func commasStandWhereTheyMust(_ seed: UInt64) throws {
    var chance = SeededChance(state: seed &* 0x9e37_79b9 &+ 1)
    for _ in 0..<100 {
      var json = JSONWriter(capacity: 0)
      json.beginArray()
      let expected = (0..<Int.random(in: 0...4, using: &chance)).map { _ in
        writeAnything(&json, depth: 0, &chance)
      }
      json.endArray()
      let read = try JSONSerialization.jsonObject(with: Data(text(json).utf8))
      #expect(read as? NSArray == expected as NSArray, "\(text(json))")
    }
  }

  private func writeAnything(
    _ json: inout JSONWriter, depth: Int, _ chance: inout SeededChance
  ) -> Any {
    // What is taken back must leave no trace.
    if Int.random(in: 0..<8, using: &chance) == 0 {
      let mark = json.mark
      _ = writeAnything(&json, depth: depth + 3, &chance)
      json.rewind(to: mark)
    }
    switch Int.random(in: 0..<(depth < 4 ? 8 : 6), using: &chance) {
    case 0:
      json.null()
      return NSNull()
    case 1:
      let value = Bool.random(using: &chance)
      json.bool(value)
      return NSNumber(value: value)
    case 2:
      let value = UInt32.random(in: 0 ... .max, using: &chance)
      json.integer(value)
      return NSNumber(value: value)
    case 3:
      let value = Int.random(in: -100_000...100_000, using: &chance)
      json.integer(value)
      return NSNumber(value: value)
    case 4:
      let scalars = (0..<Int.random(in: 0..<6, using: &chance)).map { _ in
        Unicode.Scalar(UInt8.random(in: 0 ... .max, using: &chance))
      }
      let value = String(String.UnicodeScalarView(scalars))
      json.string(value)
      return value
    case 5:
      json.token("word")
      return "word"
    case 6:
      json.beginArray()
      let values = (0..<Int.random(in: 0..<4, using: &chance)).map { _ in
        writeAnything(&json, depth: depth + 1, &chance)
      }
      json.endArray()
      return values
    default:
      json.beginObject()
      var members: [String: Any] = [:]
      for index in 0..<Int.random(in: 0..<4, using: &chance) {
        json.key(dynamic: "k\(index)")
        members["k\(index)"] = writeAnything(&json, depth: depth + 1, &chance)
      }
      json.endObject()
      return members
    }
  }
}

/// Chance that is the same in each run.
struct SeededChance: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var mixed = state
    mixed ^= mixed >> 33
    mixed = mixed &* 0xff51_afd7_ed55_8ccd
    return mixed ^ mixed >> 33
  }
}
