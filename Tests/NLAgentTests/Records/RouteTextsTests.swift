import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent

@Suite("Texts of routes by heart")
struct RouteTextsTests {
  /// Routes of a few kinds, mixed: families, gateways, flags, lengths, and some that have no
  /// destination, have it elsewhere, or are too long.
  private static func messages() -> [[UInt8]] {
    var random = SeededRandom(7)
    return (0..<3000).map { number in
      let prefix = UInt8.random(in: 8...32, using: &random) & 0x18
      let table = attribute(15, le32(UInt32.random(in: 254...257, using: &random)))
      let host = le32(UInt32.random(in: .min ... .max, using: &random))
      let gateway = attribute(5, [10, 0, 0, UInt8.random(in: 1...9, using: &random)])
      let leg = attribute(4, le32(4_000_000_000))
      switch number % 6 {
      case 0: return rtmsg(2, prefix) + table + attribute(1, host) + gateway + leg
      case 1: return rtmsg(2, prefix) + table + attribute(1, host) + leg
      case 2: return rtmsg(10, 64) + table + attribute(1, [0x20, 1] + host + Array(0..<10)) + leg
      case 3: return rtmsg(2, 0) + table + gateway + leg
      case 4: return rtmsg(2, prefix) + table + gateway + leg + attribute(1, host)
      default:
        let priorities = (0..<40).flatMap { attribute(6, le32($0)) }
        return rtmsg(2, prefix) + table + attribute(1, host) + priorities
      }
    }
  }

  private static func rtmsg(_ family: UInt8, _ prefix: UInt8) -> [UInt8] {
    [family, prefix, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0]
  }

  @Test func aTextByHeartIsTheTextWritten() throws {
    var known = RouteRecord()
    var list = JSONWriter()
    var expected = JSONWriter()
    list.beginArray()
    expected.beginArray()
    for bytes in RouteTextsTests.messages() {
      let parsed = RouteMessage(bytes.rawBytes)
      let message = try #require(parsed)
      try known.write(message, bytes.rawBytes, to: &list)
      var fresh = RouteRecord()
      try fresh.write(message, bytes.rawBytes, to: &expected)
    }
    #expect(list.bytes.copied == expected.bytes.copied)
  }

  @Test func aNewNameOfALinkMakesTextsStale() throws {
    let names = InterfaceNames()
    var record = RouteRecord(in: RecordNamespace(names: names))
    let bytes = RouteTextsTests.rtmsg(2, 32) + attribute(1, [10, 0, 0, 1]) + attribute(4, le32(7))
    let parsed = RouteMessage(bytes.rawBytes)
    let message = try #require(parsed)
    var texts: [String] = []
    for name in ["before", "before", "before", "after"] {
      _ = names.update(7, Array(name.utf8))
      var json = JSONWriter()
      try record.write(message, bytes.rawBytes, to: &json)
      texts.append(String(decoding: json.bytes.copied, as: UTF8.self))
    }
    #expect(texts[2] == texts[0])
    #expect(texts[2].contains(#""interface":"before""#))
    #expect(texts[3].contains(#""interface":"after""#))
  }
}
