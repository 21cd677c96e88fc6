import Testing

@testable import nlctl

@Suite struct FilterExpressionTests {
  @Test func operandsAreOneExpression() {
    #expect(FilterExpression([]).text == nil)
    #expect(FilterExpression(["sport", "=", ":1 or dport = 2"]).text == "sport = :1 or dport = 2")
  }

  static let places: [(text: String, column: Int, shown: String)] = [
    ("sport = x", 9, "  sport = x\n          ^"), ("abc", 1, "  abc\n  ^"), ("", 1, "  \n  ^"),
    ("abc", 4, "  abc\n     ^"), ("abc", 99, "  abc\n     ^"), ("abc", -3, "  abc\n  ^"),
    ("中 x", 3, "  中 x\n     ^"), ("\u{1b}[x y", 5, "  \\x1b[x y\n         ^"),
  ]

  @Test(arguments: places.indices) func thePlaceIsShown(_ index: Int) {
    let (text, column, shown) = FilterExpressionTests.places[index]
    #expect(FilterExpression.pointing(at: column, in: text) == shown)
  }

  @Test func ofALongExpressionWhatIsNear() {
    let shown = FilterExpression.pointing(at: 301, in: String(repeating: "x", count: 600))
    let lines = shown.split(separator: "\n")
    #expect(lines[0] == "  ..." + String(repeating: "x", count: 75) + "...")
    #expect(lines[1].count == 2 + 3 + 50 + 1)
  }

  @Test func onlyMistakesInTheExpressionAreExplained() {
    let filter = FilterExpression(["a", "b"])
    var failure = Failure(.refused, "bad", hint: "Better.")
    #expect(throws: failure) { try filter.explaining { () throws(Failure) in throw failure } }
    failure.column = 3
    #expect(throws: Failure(.refused, "bad", hint: "  a b\n    ^\nBetter.")) {
      try filter.explaining { () throws(Failure) in throw failure }
    }
    #expect(throws: failure) {
      try FilterExpression([]).explaining { () throws(Failure) in throw failure }
    }
  }
}
