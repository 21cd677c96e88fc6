import Testing

@testable import nlctl

@Suite struct ProcessColumnTests {
  private func cell(_ record: String) -> String {
    render([record], with: TableRenderer([.process], hasHeader: false))
  }

  @Test(arguments: [
    (#"[{"pid":12,"command":"nginx","descriptors":[6]}]"#, "nginx(12),fd 6"),
    (#"[{"pid":12,"command":"nginx","descriptors":[6,7,8]}]"#, "nginx(12),fd 6"),
    (#"[{"pid":12,"command":"nginx","tid":15,"descriptors":[6]}]"#, "nginx(12/15),fd 6"),
    (
      #"[{"pid":1,"command":"a","descriptors":[3]},{"pid":2},{"pid":3}]"#, "a(1),fd 3 +2"
    ),
    (#"[{"pid":1,"command":"","descriptors":[3]}]"#, "-(1),fd 3"),
    (#"[{}]"#, "-(-),fd -"), (#"[]"#, "-"), (#"null"#, "-"), (#"[1]"#, "-(-),fd -"),
  ])
  func holders(_ processes: String, _ expected: String) {
    #expect(cell(#"{"processes":\#(processes)}"#) == expected + "\n")
  }

  @Test func reasons() {
    #expect(cell(#"{"processes":[],"ownerUnknown":"timeWait"}"#) == "(timeWait)\n")
    #expect(cell("{}") == "-\n")
  }

  /// A process may call itself anything.
  @Test func namesCannotHarmATerminal() {
    let text = cell(#"{"processes":[{"pid":1,"command":"\u001b[2J\n","descriptors":[3]}]}"#)
    #expect(!text.contains("\u{1b}"))
    #expect(text.split(separator: "\n").count == 1)
  }
}
