internal import Protocol
internal import Syscalls

/// Calls a method whose result is a list, and prints the records of that list.
struct Listing {
  private let invocation: Invocation
  let contract: MethodContract
  private let columns: [Column]
  private let recordMembers: [Schema.Member]?
  let settings: Settings
  private let omitted: [String]
  private let hasLongRecords: Bool
  private let paragraphs: [String]?

  /// - Parameters:
  ///   - columns: the columns of the table.
  ///   - added: members that the command adds to the agent's records.
  ///   - omitted: members that the records will not have; CSV has no columns for them.
  ///   - hasLongRecords: whether a record has a kilobyte or more. Such records are requested in
  ///     lines of one record each (`partSize`), because the end of a line is found faster than the
  ///     end of a record.
  ///   - heading: prints paragraphs instead of a table, each headed by these members.
  init(
    _ invocation: Invocation, _ contract: MethodContract, columns: [Column],
    added: [Schema.Member] = [], omitting omitted: [String] = [],
    hasLongRecords: Bool = false, paragraphs heading: [String]? = nil
  ) throws(Failure) {
    paragraphs = heading
    self.hasLongRecords = hasLongRecords
    self.omitted = omitted
    self.invocation = invocation
    self.contract = contract
    self.columns = columns
    recordMembers = contract.recordMembers.map { $0 + added }
    settings = try Settings(invocation)
    try settings.checkColumns(recordMembers ?? [], invocation)
  }

  /// Prints a list whose records belong to a network namespace. With `--netns` it has a further
  /// column and parameter.
  /// - Parameter parameters: writes the other members of `params`.
  static func runInNamespace(
    _ invocation: Invocation, _ contract: MethodContract, columns: [Column],
    _ parameters: (inout JSONWriter) -> Void
  ) throws(Failure) -> ExitStatus {
    try Listing(
      invocation, contract, columns: invocation.columns(columns),
      omitting: invocation.omittedNamespaceMembers
    ).run { json in
      parameters(&json)
      invocation.writeNamespace(&json)
    }
  }

  /// Sends the request and prints the records as they arrive.
  /// - Parameter parameters: writes the members of `params`.
  func run(_ parameters: (inout JSONWriter) -> Void) throws(Failure) -> ExitStatus {
    let request = Request.line(contract.name) { json in
      parameters(&json)
      if hasLongRecords { json.member("partSize", 1) }
    }
    switch settings.format {
    case .json: return try stream(request, JSONRenderer(.array))
    case .ndjson: return try stream(request, JSONRenderer(.lines))
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

  // Which member of the result is the list.
  private var list: ResponseScanner.List { contract.list.map { .named($0) } ?? .first }

  private func stream<Renderer: RecordRenderer & ~Copyable>(
    _ request: borrowing JSONWriter, _ renderer: consuming Renderer
  ) throws(Failure) -> ExitStatus {
    var renderer = renderer
    var client = try Client(settings)
    var scanner = ResponseScanner(list: list, inPartsOfOne: hasLongRecords)
    var out = OutputBuffer(.output)
    let isTerminal = StandardStream.output.isTerminal
    let ending = client.ask(request.bytes, &scanner) { record in
      renderer.record(record, to: &out)
    } pause: { _ in
      if isTerminal { out.flush() }
      return out.failure == nil
    }
    // The output of a list that broke off still ends as its format requires.
    if scanner.hasBegun { renderer.end(to: &out) }
    out.flush()
    if try out.isClosedByReader() { return .success }
    let root = try Answer.root(of: scanner, ending, settings)
    guard scanner.hasBegun else { throw withoutList }
    return try Answer.reportProblems(of: root, mustSay: true)
  }

  private var withoutList: Failure {
    Answer.withoutList(contract.list ?? "")
  }

  // MARK: Several answers on one connection

  /// Sends the request on an open connection and keeps the records of the answer.
  /// - Returns: the response without its records.
  @discardableResult
  func fetch(
    _ client: inout Client, _ request: borrowing JSONWriter, into batch: inout RecordBatch
  ) throws(Failure) -> JSONNode {
    batch.removeAll()
    var scanner = ResponseScanner(list: list)
    // Moved out and back, because two copies would share their memory.
    var records = RecordBatch()
    swap(&records, &batch)
    defer { swap(&records, &batch) }
    let ending = client.ask(request.bytes, &scanner) { record in
      records.append(record)
    } pause: { _ in
      records.isWithinLimit
    }
    guard records.isWithinLimit else {
      throw Failure(
        .incomplete, "the list is longer than \(RecordBatch.limit >> 20) MiB, which nlctl keeps",
        hint: "Ask for less with a filter, or without --watch.")
    }
    let root = try Answer.root(of: scanner, ending, settings)
    guard scanner.hasBegun else { throw withoutList }
    guard case .bool(let isComplete)? = root["result"]?["complete"]?.value else {
      throw Answer.withoutVerdict
    }
    records.isComplete = isComplete
    return root
  }

  /// Prints fetched records as `run` would.
  func show(_ batch: RecordBatch, _ out: inout OutputBuffer) {
    switch settings.format {
    case .json: show(batch, JSONRenderer(.array), &out)
    case .ndjson: show(batch, JSONRenderer(.lines), &out)
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
      return members.filter(\.schema.isScalar).map(\.name).filter { !omitted.contains($0) }
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
