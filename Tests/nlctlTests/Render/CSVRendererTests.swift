import Testing

@testable import nlctl

@Suite struct CSVRendererTests {
  // As RFC 4180 quotes; what a terminal would obey is escaped.
  static let cells = [
    (#""plain""#, "plain"), (#""a,b""#, #""a,b""#), (#""say \"x\"""#, #""say ""x""""#),
    (#""two\nlines""#, "\"two\nlines\""), (#""cr\r""#, #"cr\x0d"#), (#""\u001b[0m""#, #"\x1b[0m"#),
    ("null", ""), ("true", "true"), ("-1.5e3", "-1.5e3"),
    ("18446744073709551615", "18446744073709551615"),
    (#"["a","b"]"#, #""[""a"",""b""]""#), ("[]", "[]"), (#"{"x":1}"#, #""{""x"":1}""#),
    (#""""#, ""), (#"" space ""#, " space "), (#""ä中""#, "ä中"), (#""a\\b""#, #"a\b"#),
  ]

  @Test(arguments: cells) func quotes(_ json: String, _ cell: String) {
    let text = render(
      [#"{"a":1,"x":\#(json),"z":2}"#], with: CSVRenderer(["a", "x", "z"], hasHeader: false))
    #expect(text == "1,\(cell),2\n")
  }

  @Test func theHeaderIsThereEvenWithoutRecords() {
    #expect(render([], with: CSVRenderer(["a", "b.c"], hasHeader: true)) == "a,b.c\n")
    #expect(render([], with: CSVRenderer(["a"], hasHeader: false)) == "")
  }

  @Test func innerMembersHaveDottedNames() {
    let text = render(
      [#"{"s":{"rx":1,"tx":{"y":"q,"}}}"#, #"{"s":null}"#, #"{"s":3}"#],
      with: CSVRenderer(["s.rx", "s.tx.y", "s.none"], hasHeader: true))
    #expect(text == "s.rx,s.tx.y,s.none\n1,\"q,\",\n,,\n,,\n")
  }

  @Test func anObjectAndItsMembersMayBothBeWanted() {
    let text = render(
      [#"{"a":1,"s":{"x":1,"y":2}}"#, #"{"s":{"y":3},"a":2}"#, #"{"a":3,"s":{"z":0,"x":4}}"#],
      with: CSVRenderer(["s.y", "s", "a", "s.x"], hasHeader: false))
    #expect(
      text == #"""
        2,"{""x"":1,""y"":2}",1,1
        3,"{""y"":3}",2,
        ,"{""z"":0,""x"":4}",3,4

        """#)
  }

  @Test func arraysOfJSON() {
    #expect(render([], with: JSONRenderer(.array)) == "[]\n")
    #expect(
      render(["{}", "{\"a\":1}"], with: JSONRenderer(.array))
        == "[{},\n{\"a\":1}]\n")
    #expect(render(["{}", "1"], with: JSONRenderer(.lines)) == "{}\n1\n")
  }
}
