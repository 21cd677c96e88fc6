internal import Protocol
internal import Syscalls

/// A command that prints the list a method answers with.
struct Listing {
  private let invocation: Invocation
  let contract: MethodContract
  private let columns: [Column]
  private let recordMembers: [Schema.Member]?
  let settings: Settings
  private let leftOut: [String]
  private let hasLongRecords: Bool
  private let paragraphs: [String]?

  /// - Parameters:
  ///   - columns: those of its table.
  ///   - added: members that the command adds to the agent's records.
  ///   - names: members that the records will not have, so that CSV need not have them either.
  ///   - hasLongRecords: whether records have a kilobyte or more. They are asked for a line each,
  ///     since the end of a line is found faster than that of a record.
  ///   - heading: the members that head each record, where the table is to be paragraphs.
  init(
    _ invocation: Invocation, _ contract: MethodContract, columns: [Column],
    added: [Schema.Member] = [], leavingOut names: [String] = [],
    hasLongRecords: Bool = false, paragraphs heading: [String]? = nil
  ) throws(Failure) {
    paragraphs = heading
    self.hasLongRecords = hasLongRecords
    leftOut = names
    self.invocation = invocation
    self.contract = contract
    self.columns = columns
    recordMembers = contract.recordMembers.map { $0 + added }
    settings = try Settings(invocation)
    try settings.checkColumns(recordMembers ?? [], invocation)
  }

  /// Asks and prints.
  /// - Parameter parameters: writes the members of `params`.
  func run(_ parameters: (inout JSONWriter) -> Void) throws(Failure) -> ExitStatus {
    let request = Request.line(contract.name) { json in
      parameters(&json)
      if hasLongRecords { json.member("partSize", 1) }
    }
    switch settings.format {
    case .json: return try stream(request, JSONRenderer(.array, isTerminal: isTerminal))
    case .ndjson: return try stream(request, JSONRenderer(.lines, isTerminal: isTerminal))
    case .csv:
      return try stream(request, CSVRenderer(csvColumns, hasHeader: settings.hasHeader))
    case .table:
      guard let paragraphs, settings.columns == nil else {
        return try stream(request, TableRenderer(tableColumns, settings))
      }
      return try stream(
        request,
        ParagraphRenderer(
          paragraphs, hasColor: settings.hasColor, lineWidth: StandardStream.lineWidth))
    }
  }

  private var isTerminal: Bool { StandardStream.output.isTerminal }

  private func stream<Renderer: RecordRenderer & ~Copyable>(
    _ request: borrowing JSONWriter, _ renderer: consuming Renderer
  ) throws(Failure) -> ExitStatus {
    var renderer = renderer
    var client = try Client(settings)
    var scanner = ResponseScanner(
      list: contract.list.map { .named($0) } ?? .first, inPartsOfOne: hasLongRecords)
    var out = OutputBuffer(.output)
    let isTerminal = isTerminal
    let ending = client.ask(request.bytes, &scanner) { record in
      renderer.record(record, to: &out)
    } pause: { _ in
      if isTerminal { out.flush() }
      return out.failure == nil
    }
    // Even a list that broke off ends as its format wants it.
    if scanner.hasBegun { renderer.end(to: &out) }
    out.flush()
    if try out.isGone() { return .success }
    let root = try Answer.root(of: scanner, ending, settings)
    guard scanner.hasBegun else {
      throw Failure(.incomplete, "the answer of \(contract.name) has no list")
    }
    return Answer.verdict(root)
  }

  // MARK: One answer after the other

  /// Asks on a connection that stays open, and keeps the records.
  /// - Returns: the response without them.
  @discardableResult
  func fetch(
    _ client: inout Client, _ request: borrowing JSONWriter, into batch: inout RecordBatch
  ) throws(Failure) -> JSONNode {
    batch.removeAll()
    var scanner = ResponseScanner(list: contract.list.map { .named($0) } ?? .first)
    var records = batch
    let ending = client.ask(request.bytes, &scanner) { record in
      records.append(record)
    } pause: { _ in
      true
    }
    let root = try Answer.root(of: scanner, ending, settings)
    if case .bool(false)? = root["result"]?["complete"]?.value { records.isComplete = false }
    batch = records
    return root
  }

  /// Prints records that were fetched, as `run` would.
  func show(_ batch: RecordBatch, _ out: inout OutputBuffer) {
    switch settings.format {
    case .json: show(batch, JSONRenderer(.array, isTerminal: isTerminal), &out)
    case .ndjson: show(batch, JSONRenderer(.lines, isTerminal: isTerminal), &out)
    case .csv: show(batch, CSVRenderer(csvColumns, hasHeader: settings.hasHeader), &out)
    case .table: show(batch, TableRenderer(tableColumns, settings), &out)
    }
  }

  private func show<Renderer: RecordRenderer & ~Copyable>(
    _ batch: RecordBatch, _ renderer: consuming Renderer, _ out: inout OutputBuffer
  ) {
    var renderer = renderer
    for position in 0..<batch.count { renderer.record(batch.record(position), to: &out) }
    renderer.end(to: &out)
  }

  // MARK: Columns

  private var tableColumns: [Column] {
    guard let names = settings.columns else { return columns }
    return names.map { name in
      let schema = recordMembers?.first { $0.name == name }?.schema
      return Column(name, align: schema?.isNumber == true ? .right : .left, member: name)
    }
  }

  private var csvColumns: [String] {
    if let names = settings.columns { return names }
    if let members = recordMembers {
      return members.filter(\.schema.isScalar).map(\.name).filter { !leftOut.contains($0) }
    }
    return RecordLayout(columns).names
  }
}

extension TableRenderer {
  /// A table on standard output.
  init(_ columns: [Column], _ settings: Settings) {
    self.init(
      columns, hasHeader: settings.hasHeader, hasColor: settings.hasColor,
      lineWidth: StandardStream.lineWidth)
  }
}

extension StandardStream {
  /// How wide lines on standard output may be; nil where it is no terminal.
  static var lineWidth: Int? {
    guard StandardStream.output.isTerminal else { return nil }
    return Process.environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
      ?? StandardStream.output.terminalColumns ?? 80
  }
}

extension OutputBuffer {
  /// Whether nobody reads what is printed any more, which is nobody's mistake.
  func isGone() throws(Failure) -> Bool {
    guard let failure else { return false }
    if failure.errno == .brokenPipe { return true }
    throw Failure(.incomplete, "cannot write the output: \(failure.explanation)")
  }
}

extension MethodContract {
  /// The members of the records of its list.
  var recordMembers: [Schema.Member]? {
    guard let member = result.first(where: { $0.name == list }) else { return nil }
    guard case .array(.object(let members)) = member.schema else { return nil }
    return members
  }
}

extension Schema {
  /// Whether a value fits in one cell.
  var isScalar: Bool {
    switch self {
    case .array, .object, .variants, .map, .anyObject: false
    case .nullable(let inner): inner.isScalar
    default: true
    }
  }

  var isNumber: Bool {
    switch self {
    case .unsigned, .integer, .number: true
    case .nullable(let inner): inner.isNumber
    default: false
    }
  }
}
