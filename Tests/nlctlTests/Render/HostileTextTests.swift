import Syscalls
import Testing

@testable import nlctl

/// Names come from containers, and terminals obey the escape sequences in them.
@Suite struct HostileTextTests {
  static let names = [
    (#"\u001b[31m"#, #"\x1b[31m"#), (#"a\nb"#, #"a\x0ab"#), (#"\t\r\b\f"#, #"\x09\x0d\x08\x0c"#),
    (#"\u0000"#, #"\x00"#), ("\u{7f}", #"\x7f"#), ("\u{9b}31m", #"\x9b31m"#),
    (#"\u009b"#, #"\x9b"#), ("\u{202e}gpj", #"\u202egpj"#), ("a\u{200b}b", #"a\u200bb"#),
    ("\u{feff}", #"\ufeff"#), (#"\"\\\/"#, #""\/"#), ("ä中", "ä中"), (#"\ud83d\ude00"#, "😀"),
    (#"\ud83d"#, "\u{fffd}"), ("\u{e0041}", #"\udb40\udc41"#),
  ]

  @Test(arguments: names) func isEscaped(_ json: String, _ shown: String) {
    let text = render(
      [#"{"name":"\#(json)"}"#],
      with: TableRenderer([Column("N", member: "name")], hasHeader: false))
    #expect(text == shown + "\n")
  }

  @Test func nestedTextStaysJSON() {
    let record = #"{"o":{"a":"\u001b"# + "\u{9b}\u{202e}" + #""}}"#
    let text = render([record], with: TableRenderer([Column("O", member: "o")], hasHeader: false))
    #expect(text == #"{"a":"\u001b\u009b\u202e"}"# + "\n")
  }

  @Test func jsonIsEscapedToo() {
    let record = "{\"a\":\"\u{9b}\u{202e}\"}"
    #expect(render([record], with: JSONRenderer(.lines)) == #"{"a":"\u009b\u202e"}"# + "\n")
    let harmless = #"{"a":"ä中\u001b"}"#
    #expect(render([harmless], with: JSONRenderer(.lines)) == harmless + "\n")
  }

  @Test func messagesAreOneLine() {
    #expect(SafeText.line("a\u{1b}[2J\nb") == #"a\x1b[2J\x0ab"#)
    #expect(SafeText.lines("a\u{1b}\nb") == "a\\x1b\nb")
  }

  /// Bytes that are no JSON must not make it trap or hang.
  @Test func brokenRecordsAreHarmless() {
    let record = Array(#"{"name":"a\u00e9\"","n":[1,{"x":"}"}],"o":{"p":-1.5e3},"z":null}"#.utf8)
    let columns = [
      Column("A", member: "name"), Column("B", member: "n"), Column("C", member: "o.p"),
    ]
    for length in 0...record.count {
      for byte in [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "}"), 0xff, 0x00] {
        var broken = Array(record[..<length])
        if length > 0 { broken[length / 2] = byte }
        let text = String(decoding: broken, as: UTF8.self)
        _ = render([text], with: TableRenderer(columns, hasHeader: false, lineWidth: 5))
        _ = render([text], with: CSVRenderer(["name", "n", "o.p", "o"], hasHeader: false))
        _ = render([text], with: TableRenderer(InetColumns.all, hasHeader: false))
      }
    }
  }
}
