import Testing

@testable import SocketFilter

@Suite struct GlobTests {
  static let cases: [(pattern: String, name: String, matches: Bool)] = [
    ("", "", true), ("", "a", false), ("*", "", true), ("*", "/a/b", true), ("a*c", "abbc", true),
    ("a*c", "abbd", false), ("?", "a", true), ("?", "", false), ("?", "ab", false),
    ("*a*b*", "xxaxxbxx", true), ("[abc]x", "bx", true), ("[!abc]x", "bx", false),
    ("[^abc]x", "dx", true), ("[a-c]", "b", true), ("[a-c]", "d", false), ("[]]", "]", true),
    ("[", "[", true), ("[a", "[a", true), ("[a-]", "-", true), (#"\*"#, "*", true),
    (#"\*"#, "a", false), (#"\"#, #"\"#, true), (#"[\]]"#, "]", true),
    ("/run/*.sock", "/run/x.sock", true),
    ("*.*.*", "a.b", false), ("**", "x", true), ("A", "a", false),
  ]

  @Test(arguments: cases.indices) func isAsFnmatch(_ index: Int) {
    let (pattern, name, matches) = GlobTests.cases[index]
    #expect(Glob(pattern).matches(Array(name.utf8)) == matches, "\(pattern) \(name)")
  }

  /// A pattern that makes naive matching take for ever.
  @Test func manyStarsTakeNoTime() {
    let pattern = String(repeating: "a*", count: 2000) + "b"
    #expect(!Glob(pattern).matches([UInt8](repeating: 0x61, count: 2000)))
  }
}
