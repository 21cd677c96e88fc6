import Foundation
import Testing

@testable import Protocol

/// Damaged documents, judged by a reader that shares no code with ours.
struct JSONMutationTests {
  static let seeds = [
    JSONReaderTests.document,
    #"{"jsonrpc":"2.0","id":1,"method":"link.list","params":{"names":["eth0","lo"]}}"#,
    #"[0,-0,1.5,-2e3,4E-2,1e+1,18446744073709551615,-9223372036854775808]"#,
    #"["","a","\n\t\"\\\/","\u00e9\ud83d\udc27","é🐧",null,true,false,[],{},[[[]]]]"#,
    #" { "a" : { "b" : [ 1 , { "c" : null } ] } , "d" : "e" } "#,
  ]

  /// What the grammar is made of, so that a mutation often stays almost valid.
  static let pieces = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "\\n", "0", "1", "-",
    "+", ".", "e", "E5", "null", "true", "false", " ", "\n", "\t", "\0", "\u{7F}", "é", "🐧",
    "\"a\":", "[]", "{}", "//", "'", "NaN",
  ].map { Array($0.utf8) }

  @Test(arguments: 0..<seeds.count)
  func agreesWithFoundation(_ index: Int) {
    var accepted = 0
    Self.eachMutation(index) { bytes in
      let other = try? JSONSerialization.jsonObject(
        with: Data(bytes), options: .fragmentsAllowed)
      let text = String(decoding: bytes, as: UTF8.self)
      do throws(JSONError) {
        let node = try JSONReader.parse(bytes)
        accepted += 1
        if hasUnusualNumberOrName(node) { return }
        if other.map({ isEqual(node, $0) }) != true {
          Issue.record("Foundation gives \(String(describing: other)) for \(text)")
        }
      } catch {
        guard other != nil else { return }
        #expect(isTrailingComma(error, bytes), "Foundation accepts \(text)")
      }
    }
    #expect(accepted > 100, "the mutations must not be so wild that nothing is compared")
  }

  /// The one thing that Foundation allows and RFC 8259 does not: `[1,]` and `{"a":1,}`.
  private func isTrailingComma(_ error: JSONError, _ bytes: [UInt8]) -> Bool {
    let before = bytes[..<error.offset].last { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let isClosing = [UInt8(ascii: "]"), UInt8(ascii: "}")].contains(bytes[error.offset...].first)
    let isExpected = [.valueExpected, .nameExpected].contains(error.reason)
    return isExpected && isClosing && before == UInt8(ascii: ",")
  }

  /// Calls `body` with 4,000 mutations of a seed, always the same ones.
  static func eachMutation(_ index: Int, _ body: ([UInt8]) throws -> Void) rethrows {
    var random = SplitMix64(state: UInt64(index))
    for _ in 0..<4000 { try body(mutate(Array(seeds[index].utf8), &random)) }
  }

  private static func mutate(_ seed: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 0...3, using: &random))
      let piece = pieces.randomElement(using: &random) ?? []
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.insert(contentsOf: piece, at: place)
      case 1: bytes.replaceSubrange(place..<end, with: piece)
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
      default: bytes.insert(contentsOf: bytes[place..<end], at: place)
      }
    }
    return bytes
  }

  /// Numbers beyond a Double and duplicate names: there the two readers may differ.
  private func hasUnusualNumberOrName(_ node: JSONNode) -> Bool {
    switch node.value {
    case .number(let number): Double(number.text)?.isFinite != true
    case .array(let nodes): nodes.contains(where: hasUnusualNumberOrName)
    case .object(let members):
      Set(members.map(\.name)).count < members.count
        || members.contains { hasUnusualNumberOrName($0.node) }
    default: false
    }
  }

  private func isEqual(_ node: JSONNode, _ other: Any) -> Bool {
    switch node.value {
    case .null: return other is NSNull
    case .bool(let value): return other as? Bool == value
    case .number(let number):
      guard let other = other as? NSNumber else { return false }
      if let exact = Int64(number.text) {
        return other.int64Value == exact && number.int64 == exact
      }
      guard let expected = Double(number.text) else { return false }
      // Foundation takes some numbers by way of Decimal and then misses the last bits.
      return abs(expected - other.doubleValue) <= 4 * expected.ulp
    case .string(let text):
      guard let other = other as? String else { return false }
      return text.utf8.elementsEqual(other.utf8)
    case .array(let nodes):
      guard let other = other as? [Any] else { return false }
      return nodes.count == other.count && zip(nodes, other).allSatisfy { isEqual($0, $1) }
    case .object(let members):
      guard let other = other as? [String: Any], other.count == members.count else { return false }
      return members.allSatisfy { member in
        other[member.name].map { isEqual(member.node, $0) } ?? false
      }
    }
  }
}

/// A generator with a fixed seed, so that a failure can be repeated. (Steele, Lea, Flood 2014.)
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
