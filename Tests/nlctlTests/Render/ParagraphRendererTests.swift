import Testing

@testable import nlctl

@Suite struct ParagraphRendererTests {
  @Test func membersFlowInLinesAndObjectsHaveTheirOwn() {
    let record =
      #"{"index":3,"name":"e0","none":[],"mtu":1500,"flags":["UP","RUNNING"],"#
      + #""data":{"id":5,"list":[]},"addresses":[{"family":"v4"},{"family":"v6"}],"last":true}"#
    let text = render(
      [record, #"{"index":4}"#], with: ParagraphRenderer(["index", "name"], lineWidth: 30))
    #expect(
      text == """
        3  e0
            mtu 1500  flags UP,RUNNING
            last true
          data
            id 5
          addresses
            family v4
            family v6
        4

        """)
  }

  @Test(arguments: [10, 20, 40, 80])
  func noLineIsLongerThanTheTerminalWhereItsWordsAreNot(width: Int) {
    let members = (0..<50).map { #""a\#($0)":\#($0)"# }.joined(separator: ",")
    let text = render(["{\(members)}"], with: ParagraphRenderer([], lineWidth: width))
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= max(width, 10) })
    #expect(lines.flatMap { $0.split(separator: " ") }.count == 100)
  }

  /// Names and values are other people's.
  @Test func whatCouldHarmATerminalIsEscaped() {
    let text = render(
      [#"{"na\u001bme":"a\u001b[31m","o":{"\u0007":1}}"#], with: ParagraphRenderer(["name"]))
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  /// What is whole of it is printed.
  @Test(arguments: [
    (#"{"#, "\n"), (#"{"a"#, "\n"), (#"{"a":"#, "\n"), (#"{"a":[{"#, "-\n"), ("", "\n"),
    ("[]", "\n"), (#"{"a":{"b":[}"#, "{\"b\":[}\n  a\n"),
    (#"{"a":1,"b":2,"c"#, "1\n    b 2\n    c -\n"),
  ])
  func whatIsNoRecordDoesNotTrap(_ text: String, _ printed: String) {
    #expect(render([text], with: ParagraphRenderer(["a"], lineWidth: 1)) == printed)
  }
}
