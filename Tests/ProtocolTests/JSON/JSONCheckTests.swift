import Testing

@testable import Protocol

/// `JSONCheck` against `JSONReader`, which tests of its own hold against the RFC.
@Suite struct JSONCheckTests {
  /// Whether the reader accepts the text, and it has no white space but spaces outside of strings.
  /// Inside of strings the reader refuses the others.
  static func isLine(_ bytes: [UInt8]) -> Bool {
    (try? JSONReader.parse(bytes, limits: .answer)) != nil && bytes.allSatisfy { $0 >= 0x20 }
  }

  private func isValue(_ bytes: [UInt8]) -> Bool { JSONCheck.isValue(bytes.span) }

  @Test(arguments: JSONAcceptTests.rows)
  func acceptsWhatTheReaderAccepts(_ notation: String, _: String) {
    let bytes = JSONNotation(notation).bytes
    #expect(isValue(bytes) == JSONCheckTests.isLine(bytes))
  }

  @Test(arguments: JSONRejectCases.structural + JSONRejectCases.lexical)
  func refusesWhatTheReaderRefuses(_ notation: String, _: JSONError.Reason) {
    #expect(!isValue(JSONNotation(notation).bytes))
  }

  @Test(arguments: 0..<JSONMutationTests.seeds.count)
  func agreesAboutMutations(_ index: Int) {
    var accepted = 0
    JSONMutationTests.eachMutation(index) { bytes in
      // The first seed has several lines.
      let bytes = index == 0 ? bytes.filter { $0 != UInt8(ascii: "\n") } : bytes
      let isLine = JSONCheckTests.isLine(bytes)
      if isLine { accepted += 1 }
      #expect(isValue(bytes) == isLine, "\(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(accepted > 100)
  }

  @Test func everyPrefixOfADocumentIsNone() {
    let document = Array(JSONReaderTests.document.utf8.filter { $0 >= 0x20 })
    #expect(isValue(document))
    for length in 0..<document.count {
      #expect(!isValue(Array(document[..<length])), "\(length)")
    }
  }

  @Test func nestsAsDeepAsTheReaderOfAnswers() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      for depth in [1, 63, 64, 65, 1_000_000] {
        let text =
          String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        #expect(isValue(Array(text.utf8)) == (depth <= 64))
      }
    }
    #expect(JSONCheck.deepest == JSONLimits.answer.depth)
    // Brackets of both kinds, up to the last level.
    let mixed =
      String(repeating: "[{\"a\":", count: 31) + "[{}]" + String(repeating: "}]", count: 31)
    #expect(isValue(Array(mixed.utf8)))
    let wrong = String(repeating: "[{\"a\":", count: 31) + "[}" + String(repeating: "}]", count: 31)
    #expect(!isValue(Array(wrong.utf8)))
  }
}
