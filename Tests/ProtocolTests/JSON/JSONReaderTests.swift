import Testing

@testable import Protocol

/// Properties that hold for whole families of texts.
struct JSONReaderTests {
  static let document = #"""
     { "jsonrpc" : "2.0", "id": -12.50e+1, "method":"näme.ge\u0074", "params": {"a": [ 1, 2,
      [true, false, null, {}, []] ], "\ud83d\udc27": "🐧\\\"", "e": 1E9 } }
    """#

  @Test func refusesEveryTruncation() throws {
    let bytes = Array(Self.document.utf8)
    _ = try JSONReader.parse(bytes)
    for length in 0..<bytes.count {
      let error = try #require(refusal(of: Array(bytes[..<length])))
      #expect(error.reason == .unexpectedEnd)
      #expect(error.offset == length)
    }
  }

  @Test func refusesEveryTruncationOfEachWord() throws {
    for word in ["true", "false", "null", #""\u00e9\n""#] {
      for length in 0..<word.utf8.count {
        #expect(refusal(of: Array(word.utf8.prefix(length)))?.reason == .unexpectedEnd)
      }
    }
  }

  @Test func acceptsAsOneByteTextOnlyTheDigits() {
    for byte in UInt8.min...UInt8.max {
      #expect(
        (refusal(of: [byte]) == nil) == (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte))
    }
  }

  @Test func acceptsAsPaddingOnlyFourBytes() {
    for byte in UInt8.min...UInt8.max {
      let isSpace = [0x20, 0x09, 0x0A, 0x0D].contains(byte)
      #expect((refusal(of: [byte] + "[]".utf8) == nil) == isSpace)
      #expect((refusal(of: "[]".utf8 + [byte]) == nil) == isSpace)
      #expect((refusal(of: "[".utf8 + [byte] + "]".utf8) == nil) == (isSpace || isDigit(byte)))
    }
  }

  @Test func acceptsEveryByteInAStringThatIsAloneACharacter() {
    for byte in UInt8.min...UInt8.max {
      let isPlain =
        (0x20..<0x80).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
      #expect((refusal(of: Array("\"".utf8) + [byte] + "\"".utf8) == nil) == isPlain)
    }
  }

  @Test func acceptsAfterABackslashOnlyEightBytesAlone() {
    for byte in UInt8.min...UInt8.max {
      let isEscape = #""\/bfnrt"#.utf8.contains(byte)
      #expect((refusal(of: Array("\"\\".utf8) + [byte] + "\"".utf8) == nil) == isEscape)
    }
  }

  @Test func resolvesEveryUnicodeEscapeThatIsACharacter() throws {
    for unit in UInt16.min...UInt16.max {
      let digits = String(unit, radix: 16)
      let text = #""\u"# + String(repeating: "0", count: 4 - digits.utf8.count) + digits + #"""#
      guard let scalar = Unicode.Scalar(unit) else {
        let expected = JSONError(reason: .loneSurrogate, offset: 1)
        if refusal(of: Array(text.utf8)) != expected { Issue.record("accepted \(text)") }
        continue
      }
      let value = try JSONReader.parse(Array(text.utf8)).value
      guard case .string(let string) = value, Array(string.unicodeScalars) == [scalar] else {
        Issue.record("\(text) gave \(value)")
        return
      }
    }
  }

  @Test(arguments: [[], [0xE2], [0xED], [0xF0, 0x90], [0xF4, 0x8F]] as [[UInt8]])
  func agreesWithTheStandardLibraryOnUTF8(_ prefix: [UInt8]) {
    for pair in stride(from: 0x8000, through: 0xFFFF, by: 1) {
      let content = prefix + [UInt8(pair >> 8), UInt8(pair & 0xFF)]
      guard let last = content.last, last >= 0x80 else { continue }
      let isValid = String(validating: content, as: UTF8.self) != nil
      let accepted = refusal(of: Array("\"".utf8) + content + "\"".utf8) == nil
      if accepted != isValid { Issue.record("disagreement about \(content)") }
    }
  }

  @Test(arguments: ["[", #"{"a":"#, #"[""#, #"["\u0041"#, "1", "[1,", " ", "-", #"{"a":1,"#])
  func staysLinearOnRepetition(_ piece: String) {
    let bytes = Array(String(repeating: piece, count: 100_000).utf8)
    let limits = JSONLimits(depth: .max, tokens: .max, stringBytes: .max, numberBytes: .max)
    let elapsed = ContinuousClock().measure { _ = refusal(of: bytes, limits: limits) }
    // A quadratic reader needs minutes for this. The bound leaves room for a loaded machine.
    #expect(elapsed < .seconds(20))
  }

  @Test func readsASpanInsideALargerBuffer() throws {
    let bytes = Array("xx[1]yy".utf8)
    let node = try JSONReader.parse(bytes.span.extracting(2..<5))
    #expect(node.rendered == "[1]")
    #expect(node.range == 0..<3)
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
