internal import Protocol
internal import Syscalls

/// A command that prints the one object a method answers with.
struct ObjectCommand {
  private let contract: MethodContract
  private let settings: Settings
  private let table: [Column]?
  private let rows: Rows

  /// Makes records of the result, whose bytes come with it.
  typealias Rows = @Sendable (JSONNode, Span<UInt8>) -> RecordBatch

  /// - Parameters:
  ///   - table: the columns of its table; nil prints a line a member.
  ///   - rows: what stands in the table's rows.
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

  /// Asks and prints.
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
    if try out.isGone() { return .success }
    return Answer.verdict(root)
  }

  private func print(_ result: JSONNode, _ bytes: [UInt8], to out: inout OutputBuffer) {
    let text = bytes.span.extracting(result.range)
    switch settings.format {
    case .json, .ndjson:
      if StandardStream.output.isTerminal {
        out.json(text, Field(kind: .object, start: 0, end: text.count))
      } else {
        out.append(text)
      }
      out.append(0x0a)
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
  /// The result as the one record.
  @Sendable
  static func oneRow(_ result: JSONNode, _ bytes: Span<UInt8>) -> RecordBatch {
    var batch = RecordBatch()
    batch.append(bytes.extracting(result.range))
    return batch
  }

  private func printTable(_ result: JSONNode, _ bytes: [UInt8], to out: inout OutputBuffer) {
    guard let table else { return ObjectView.print(result, bytes.span, settings, to: &out) }
    let batch = rows(result, bytes.span)
    var renderer = TableRenderer(table, settings)
    for position in 0..<batch.count { renderer.record(batch.record(position), to: &out) }
    renderer.end(to: &out)
  }
}

extension JSONNode {
  /// Whether it is neither an array nor an object.
  var isScalar: Bool {
    switch value {
    case .array, .object: false
    default: true
    }
  }
}
