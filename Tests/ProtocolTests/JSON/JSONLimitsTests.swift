import Testing

@testable import Protocol

/// Each limit, at its value and one beyond it.
struct JSONLimitsTests {
  @Test(arguments: [0, 1, 2, 32, 64, 256])
  func depth(_ limit: Int) {
    let limits = JSONLimits(depth: limit)
    for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")] {
      let levels = open.utf8.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
      guard limit.isMultiple(of: levels) else { continue }
      let head = String(repeating: open, count: limit / levels)
      let tail = String(repeating: close, count: limit / levels)
      #expect(refusal(of: Array("\(head)0\(tail)".utf8), limits: limits) == nil)
      for extra in ["[]", "{}"] {
        let error = refusal(of: Array("\(head)\(extra)\(tail)".utf8), limits: limits)
        #expect(error == JSONError(reason: .tooDeep(limit: limit), offset: head.utf8.count))
      }
    }
  }

  @Test func depthCountsOpenContainersAndNotAllOfThem() {
    #expect(refusal(of: Array("[[],[],{},[]]".utf8), limits: JSONLimits(depth: 2)) == nil)
  }

  @Test func depthCannotBeRaisedBeyondTheStack() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    let error = refusal(of: bytes, limits: JSONLimits(depth: .max, tokens: .max))
    #expect(error == JSONError(reason: .tooDeep(limit: 256), offset: 256))
  }

  @Test(arguments: [1, 2, 3, 4096])
  func tokensOfAnArray(_ limit: Int) {
    let limits = JSONLimits(tokens: limit)
    let elements = Array(repeating: "0", count: limit - 1).joined(separator: ",")
    #expect(refusal(of: Array("[\(elements)]".utf8), limits: limits) == nil)
    let more = limit == 1 ? "" : ","
    let error = refusal(of: Array("[\(elements)\(more)0]".utf8), limits: limits)
    let offset = 1 + elements.utf8.count + more.utf8.count
    #expect(error == JSONError(reason: .tooManyTokens(limit: limit), offset: offset))
  }

  @Test func tokensCountNamesAndValues() {
    let text = Array(#"{"a":1,"b":[]}"#.utf8)
    #expect(refusal(of: text, limits: JSONLimits(tokens: 5)) == nil)
    let expected = [(4, 11), (3, 7), (2, 5), (1, 1), (0, 0)]
    for (limit, offset) in expected {
      let error = refusal(of: text, limits: JSONLimits(tokens: limit))
      #expect(error == JSONError(reason: .tooManyTokens(limit: limit), offset: offset))
    }
  }

  @Test(arguments: [0, 1, 5, 4096])
  func stringBytes(_ limit: Int) {
    let limits = JSONLimits(stringBytes: limit)
    let full = String(repeating: "x", count: limit)
    let tooLong = JSONError(reason: .stringTooLong(limit: limit), offset: 0)
    #expect(refusal(of: Array("\"\(full)\"".utf8), limits: limits) == nil)
    #expect(refusal(of: Array("\"\(full)x\"".utf8), limits: limits) == tooLong)
    let escaped = String(repeating: #"\u0078"#, count: limit)
    #expect(refusal(of: Array("\"\(escaped)\"".utf8), limits: limits) == nil)
    #expect(refusal(of: Array("\"\(escaped)\\n\"".utf8), limits: limits) == tooLong)
  }

  @Test func stringBytesCountBytesAndNotCharacters() {
    let limits = JSONLimits(stringBytes: 4)
    for text in [#""🐧""#, #""\ud83d\udc27""#, #""éé""#, #""é\u00e9""#] {
      #expect(refusal(of: Array(text.utf8), limits: limits) == nil)
    }
    for text in [#""🐧a""#, #""\ud83d\udc27a""#, #""a\ud83d\udc27""#, #""éé\n""#] {
      let error = refusal(of: Array(text.utf8), limits: limits)
      #expect(error == JSONError(reason: .stringTooLong(limit: 4), offset: 0))
    }
  }

  @Test func stringBytesHoldForNames() {
    let limits = JSONLimits(stringBytes: 2)
    #expect(refusal(of: Array(#"{"ab":1}"#.utf8), limits: limits) == nil)
    let error = refusal(of: Array(#"{"abc":1}"#.utf8), limits: limits)
    #expect(error == JSONError(reason: .stringTooLong(limit: 2), offset: 1))
  }

  @Test(arguments: [1, 2, 20, 64])
  func numberBytes(_ limit: Int) {
    let limits = JSONLimits(numberBytes: limit)
    let full = String(repeating: "1", count: limit)
    #expect(refusal(of: Array(full.utf8), limits: limits) == nil)
    let tooLong = JSONError(reason: .numberTooLong(limit: limit), offset: 1)
    #expect(refusal(of: Array("[1\(full)]".utf8), limits: limits) == tooLong)
  }

  @Test func numberBytesCountEverySign() {
    let limits = JSONLimits(numberBytes: 8)
    #expect(refusal(of: Array("-1.5e+10".utf8), limits: limits) == nil)
    let error = refusal(of: Array("-1.5e+100".utf8), limits: limits)
    #expect(error == JSONError(reason: .numberTooLong(limit: 8), offset: 0))
  }

  @Test func aNegativeLimitCountsAsZero() {
    let limits = JSONLimits(depth: -1, tokens: 1, stringBytes: .min, numberBytes: -5)
    #expect(refusal(of: Array("true".utf8), limits: limits) == nil)
    #expect(refusal(of: Array(#""""#.utf8), limits: limits) == nil)
    #expect(refusal(of: Array("[]".utf8), limits: limits)?.reason == .tooDeep(limit: 0))
    #expect(refusal(of: Array("1".utf8), limits: limits)?.reason == .numberTooLong(limit: 0))
    let none = JSONLimits(tokens: -1)
    #expect(refusal(of: Array("1".utf8), limits: none)?.reason == .tooManyTokens(limit: 0))
  }

  @Test func theLimitsOfAnAnswerAreWider() throws {
    let bytes = Array("[\(Array(repeating: "12", count: 90_000).joined(separator: ","))]".utf8)
    #expect(refusal(of: bytes)?.reason == .tooManyTokens(limit: 4096))
    guard case .array(let nodes) = try JSONReader.parse(bytes, limits: .answer).value else {
      Issue.record("not an array")
      return
    }
    #expect(nodes.count == 90_000)
  }
}
