internal import Protocol
internal import Syscalls

/// Calls a method whose result is one object, and prints that object.
struct ObjectCommand {
  private let contract: MethodContract
  private let settings: Settings
  private let table: [Column]?
  private let rows: Rows

  /// Makes the rows of the table from the result and the bytes that it was parsed from.
  typealias Rows = @Sendable (JSONNode, Span<UInt8>) -> RecordBatch

  /// - Parameters:
  ///   - table: the columns of the table; nil prints one line per member.
  ///   - rows: makes the rows of the table.
  init(
    _ invocation: Invocation, _ contract: MethodContract, table: [Column]? = nil,
    rows: @escaping Rows = ObjectCommand.oneRow
  ) throws(Failure) {
    self.table = table
    self.rows = rows
    self.contract = contract
    settings = try Settings(invocation)
    try settings.checkColumns(contract.result, invocation)
  }

  /// Sends the request and prints the answer.
  /// - Parameter parameters: writes the members of `params`.
  func run(_ parameters: (inout JSONWriter) -> Void) throws(Failure) -> ExitStatus {
    let request = Request.line(contract.name, parameters)
    var client = try Client(settings)
    var scanner = ResponseScanner(list: .none)
    let ending = client.ask(request.bytes, &scanner) { _ in
    } pause: { _ in
      true
    }
    let root = try Answer.root(of: scanner, ending, settings)
    var out = OutputBuffer(.output)
    if let result = root["result"] { print(result, scanner.rest, to: &out) }
    out.flush()
    if try out.isClosedByReader() { return .success }
    return try Answer.reportProblems(of: root, mustSay: contract.hasVerdict)
  }

  private func print(_ result: JSONNode, _ bytes: [UInt8], to out: inout OutputBuffer) {
    let text = bytes.span.extracting(result.range)
    switch settings.format {
    case .json, .ndjson:
      out.json(text)
      out.append(UInt8(ascii: "\n"))
    case .csv:
      let names = settings.columns ?? contract.result.filter(\.schema.isScalar).map(\.name)
      var renderer = CSVRenderer(names, hasHeader: settings.hasHeader)
      renderer.record(text, to: &out)
      renderer.end(to: &out)
    case .table:
      guard let names = settings.columns else { return printTable(result, bytes, to: &out) }
      var renderer = TableRenderer(names.map { Column($0, member: $0) }, settings)
      renderer.record(text, to: &out)
      renderer.end(to: &out)
    }
  }
}

extension ObjectCommand {
  /// The result as the only row.
  @Sendable
  static func oneRow(_ result: JSONNode, _ bytes: Span<UInt8>) -> RecordBatch {
    var batch = RecordBatch()
    batch.append(bytes.extracting(result.range))
    return batch
  }

  private func printTable(_ result: JSONNode, _ bytes: [UInt8], to out: inout OutputBuffer) {
    guard let table else {
      return ObjectView.print(result, bytes.span, hasColor: settings.hasColor, to: &out)
    }
    let batch = rows(result, bytes.span)
    var renderer = TableRenderer(table, settings)
    for position in 0..<batch.count { renderer.record(batch.record(position), to: &out) }
    renderer.end(to: &out)
  }
}
