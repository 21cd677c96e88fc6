import Testing

@testable import NLAgent

@Suite struct AgentLogTests {
  @Test func controlCharactersAreEscaped() {
    #expect(Log.escaped("a\nb\t\u{1b}[31m\u{0}\u{7f}") == #"a\u{a}b\u{9}\u{1b}[31m\u{0}\u{7f}"#)
    // U+009B alone is CSI to some terminals.
    #expect(Log.escaped("\u{80}\u{9b}31m\u{9f}") == #"\u{80}\u{9b}31m\u{9f}"#)
    #expect(Log.escaped("\r\n") == #"\u{d}\u{a}"#)
  }

  @Test func allOtherTextStaysAsItIs() {
    for text in ["", "plain ~", "é\u{a0}ü", "e\u{301}", "日本語 😀", "\\u{a}"] {
      #expect(Array(Log.escaped(text).utf8) == Array(text.utf8))
    }
  }

  @Test func levelsAreNamedAsTheOptionTakesThem() {
    for level in Log.Level.allCases { #expect(Log.Level(name: level.name) == level) }
    #expect(Log.Level(name: "Info") == nil)
    #expect(Log.Level.allCases.map(\.rawValue) == [3, 4, 6, 7])
  }
}
