internal import Limits
internal import Protocol
internal import Syscalls

/// Writes the answers of one connection. A long answer leaves in chunks while the method is
/// still running; when the client reads slowly the method's thread waits here, and with it the
/// kernel's dump.
struct ResponseWriter: ~Copyable {
  // A chunk, and the record that makes it full.
  private static let room = Limits.outputChunkBytes + 4096

  /// The answer's text; methods write their result here.
  var json = JSONWriter(capacity: ResponseWriter.room)
  /// Why nothing can be written any more.
  private(set) var failure: SystemCallError?
  /// So many gathered bytes are written; more while a dump may have to be taken back.
  var gatheredBytes = Limits.outputChunkBytes
  /// How the list in progress is cut into lines; nil keeps it in one.
  var parts: ListParts?
  /// Where the answer in progress begins in `json`, as long as it is retractable.
  private(set) var answerBeginning: JSONWriter.Mark
  private let client: ClientSocket?
  // Bytes that left, to tell whether the answer in progress can still be taken back.
  private(set) var sent = 0
  private var sentBeforeAnswer = 0

  /// - Parameter client: nil keeps all in `json`, for tests.
  init(_ client: ClientSocket?) {
    self.client = client
    answerBeginning = json.mark
  }

  /// Whether no byte of the answer in progress has left yet.
  var isRetractable: Bool { sent == sentBeforeAnswer }

  /// Writes a whole response: what `result` writes, or the error it throws.
  mutating func respond(
    id: [UInt8], result: (inout ResponseWriter) throws(RPCError) -> Void
  ) {
    sentBeforeAnswer = sent
    answerBeginning = json.mark
    begin(id)
    json.key("result")
    defer { parts = nil }
    do throws(RPCError) {
      try result(&self)
      json.endObject()
    } catch {
      if isRetractable {
        json.rewind(to: answerBeginning)
        respond(id: id, error: error)
      } else {
        // Lists turn their errors into a verdict; for anything else half an answer must not
        // look like a whole one.
        failure = SystemCallError(.ioError, "respond")
      }
    }
  }

  mutating func respond(id: [UInt8], error: RPCError) {
    begin(id)
    json.key("error")
    json.error(error)
    json.endObject()
  }

  /// Writes the beginning of a response, up to its id.
  mutating func begin(_ id: [UInt8]) {
    json.beginObject()
    json.key("jsonrpc")
    json.token("2.0")
    json.key("id")
    json.value(id)
  }

  /// Writes a list result with its verdict. An error before the first byte has left is thrown
  /// on; a later one ends the list and makes it incomplete.
  /// - Parameter ending: writes what comes behind the list besides.
  mutating func list(
    _ name: StaticString, ending: (inout JSONWriter) -> Void = { _ in },
    records: (inout ResponseWriter, inout [Problem]) throws(RPCError) -> Void
  ) throws(RPCError) {
    var problems: [Problem] = []
    beginList(name)
    do throws(RPCError) {
      try records(&self, &problems)
    } catch {
      if isRetractable { throw error }
      problems.append(Problem(error))
    }
    endList(name)
    json.member("complete", problems.isEmpty)
    if !problems.isEmpty { write(problems) }
    ending(&json)
    if problems.contains(where: \.isOfProc) { json.member("source", token: "proc") }
    json.endObject()
  }

  mutating func write(_ problems: [Problem]) {
    json.key("problems")
    json.beginArray()
    for problem in problems {
      json.beginObject()
      json.member("name", problem.name)
      json.member("message", problem.message)
      if let errno = problem.errno { json.member("errno", errno) }
      if let netns = problem.netns { json.member("netns", netns) }
      if let kernel = problem.kernel { json.member("kernel", kernel) }
      json.endObject()
    }
    json.endArray()
  }

  /// To be called after each record of a list.
  /// - Returns: false when the client is gone and the method may stop.
  mutating func recordEnded() -> Bool {
    let isPartFull = parts != nil && isPartFull()
    if isPartFull { endPart() }
    if json.count >= gatheredBytes { flush() }
    if isPartFull { beginPart() }
    return failure == nil
  }

  /// Ends the line in progress.
  mutating func endLine() {
    json.newline()
  }

  /// Writes what has been gathered to the client.
  mutating func flush() {
    guard let client, failure == nil, json.count > 0 else { return }
    do throws(SystemCallError) {
      try client.stream.sendAll(json.bytes)
      sent += json.count
      json.removeAll(keepingAtMost: ResponseWriter.room)
    } catch {
      failure = error
    }
  }
}
