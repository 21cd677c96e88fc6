import Testing

@testable import nlctl

@Suite struct TableRendererTests {
  static let columns = [
    Column("NAME", member: "name"),
    Column("N", align: .right, dispensability: 1, member: "n"),
    Column("LAST", dispensability: 2, member: "last"),
  ]

  @Test func columnsAreAligned() {
    let text = render(
      [#"{"name":"a","n":1,"last":"x"}"#, #"{"name":"longer","n":1000,"last":"y"}"#],
      with: TableRenderer(TableRendererTests.columns, hasHeader: true))
    #expect(
      text == """
        NAME       N  LAST
        a          1  x
        longer  1000  y

        """)
  }

  @Test func whatIsAbsentIsADash() {
    let text = render(
      [#"{"n":null}"#, #"{"name":"","last":[]}"#, "{}"],
      with: TableRenderer(TableRendererTests.columns, hasHeader: false))
    #expect(text == "-  -  -\n-  -  -\n-  -  -\n")
  }

  @Test func membersMayComeInAnyOrder() {
    let text = render(
      [
        #"{"name":"a","n":1,"last":"x"}"#, #"{"last":"y","skip":{"n":9},"name":"b","n":2}"#,
        #"{"n":3,"na":0,"names":0,"name":"c"}"#, #"{ "name" : "d" , "n" : 4 }"#,
      ], with: TableRenderer(TableRendererTests.columns, hasHeader: false))
    #expect(text == "a  1  x\nb  2  y\nc  3  -\nd  4  -\n")
  }

  @Test func namesMayDifferLateAndComeAndGo() {
    let names = [
      "n", "name7_", "name7__", "sixteen_letters_", "sixteen_letters_a",
      "sixteen_letters_b", "a_name_of_more_than_twenty_four_1", "a_name_of_more_than_twenty_four_2",
    ]
    let columns = names.map { Column($0, member: $0) }
    var records: [String] = []
    var expected = ""
    for choice in 0..<256 {
      // Odd records have the other order, so that what is expected next is often wrong.
      let there = names.indices.filter { choice >> $0 & 1 == 1 }
      let order = choice % 2 == 0 ? there : there.reversed()
      records.append("{" + order.map { "\"\(names[$0])\":\($0)" }.joined(separator: ",") + "}")
      expected += names.indices.map { there.contains($0) ? "\($0)" : "-" }.joined(separator: "  ")
      expected += "\n"
    }
    #expect(render(records, with: TableRenderer(columns, hasHeader: false)) == expected)
  }

  @Test func moreNamesThanAreRemembered() {
    var records = (0..<400).map { "{\"other\($0)\":1,\"n\":\($0 % 10)}" }
    records.append(#"{"last":"z","name":"q","n":7}"#)
    let lines = render(
      records, with: TableRenderer(TableRendererTests.columns, hasHeader: false)
    ).split(separator: "\n")
    #expect(lines[255] == "-  5  -")
    #expect(lines[399] == "-  9  -")
    #expect(lines[400] == "q  7  z")
  }

  @Test func nothingPrintsTheHeaderAlone() {
    let text = render([], with: TableRenderer(TableRendererTests.columns, hasHeader: true))
    #expect(text == "NAME  N  LAST\n")
  }

  @Test func aColumnGrowsWithItsCells() {
    var records = (0..<300).map { _ in #"{"name":"a","n":1,"last":"x"}"# }
    records.append(#"{"name":"much longer","n":1,"last":"x"}"#)
    records.append(#"{"name":"a","n":1,"last":"x"}"#)
    let lines = render(
      records, with: TableRenderer(TableRendererTests.columns, hasHeader: false)
    ).split(separator: "\n")
    #expect(lines.count == 302)
    #expect(lines[299] == "a  1  x")
    #expect(lines[300] == "much longer  1  x")
    #expect(lines[301] == "a            1  x")
  }

  @Test func aNarrowTerminalLosesColumnsAndThenText() {
    let record = #"{"name":"abcdefghij","n":12345,"last":"xyz"}"#
    func lines(_ width: Int) -> String {
      render(
        [record],
        with: TableRenderer(TableRendererTests.columns, hasHeader: false, lineWidth: width))
    }
    #expect(lines(22) == "abcdefghij  12345  xyz\n")
    #expect(lines(21) == "abcdefghij  12345\n")
    #expect(lines(16) == "abcdefghij\n")
    #expect(lines(9) == "abcdefgh…\n")
    #expect(lines(1) == "…\n")
  }

  @Test func wideCharactersTakeTwoColumns() {
    let text = render(
      [#"{"name":"中文","n":1}"#, #"{"name":"abcd","n":1}"#, #"{"name":"e\u0301","n":1}"#],
      with: TableRenderer(Array(TableRendererTests.columns.prefix(2)), hasHeader: false))
    #expect(text == "中文  1\nabcd  1\ne\u{301}     1\n")
    let cut = render(
      [#"{"name":"中文中文"}"#],
      with: TableRenderer(
        Array(TableRendererTests.columns.prefix(1)), hasHeader: false, lineWidth: 6))
    #expect(cut == "中文…\n")
  }

  static let inet = [
    (
      #"{"protocol":"tcp","state":"LISTEN","localAddress":"0.0.0.0","localPort":80,"#
        + #""remoteAddress":"0.0.0.0","remotePort":0,"acceptQueue":3,"backlog":128,"#
        + #""uid":0,"inode":5}"#,
      "tcp  LISTEN  3  128  0.0.0.0:80  *:*  -  0  5\n"
    ),
    (
      #"{"protocol":"udp","state":"UNCONNECTED","localAddress":"::","localPort":0,"#
        + #""remoteAddress":"::","remotePort":0,"interface":"lo","receiveQueue":0,"sendQueue":1,"#
        + #""uid":null,"inode":null}"#,
      "udp  UNCONN  0  1  [::]%lo:*  *:*  -  -  -\n"
    ),
    (
      #"{"protocol":"tcp","state":"ESTABLISHED","localAddress":"fe80::1","localPort":1,"#
        + #""remoteAddress":"2001:db8:1::2","remotePort":65535,"receiveQueue":0,"sendQueue":0,"#
        + #""timer":"keepalive","timerMilliseconds":7140000,"retransmits":2,"uid":1,"inode":1}"#,
      "tcp  ESTABLISHED  0  0  [fe80::1]:1  [2001:db8:1::2]:65535  keepalive,119min,2  1  1\n"
    ),
  ]

  @Test(arguments: inet) func inetColumns(_ record: String, _ expected: String) {
    #expect(render([record], with: TableRenderer(InetColumns.all, hasHeader: false)) == expected)
  }

  static let unix = [
    (
      #"{"type":"stream","state":"LISTEN","inode":7,"pendingConnections":0,"backlog":9,"#
        + #""path":"/run/x","uid":0}"#,
      "stream  LISTEN  0  9  7  -  0  /run/x\n"
    ),
    (
      #"{"type":"dgram","state":"UNCONNECTED","inode":7,"abstractName":"a\u0000b"}"#,
      "dgram  UNCONNECTED  -  -  7  -  -  @a\\x00b\n"
    ),
    (#"{"type":"dgram","abstractName":""}"#, "dgram  -  -  -  -  -  -  @\n"),
  ]

  @Test(arguments: unix) func unixColumns(_ record: String, _ expected: String) {
    #expect(render([record], with: TableRenderer(UnixColumns.all, hasHeader: false)) == expected)
  }
}
