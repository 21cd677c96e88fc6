internal import Limits
internal import Privileged
internal import Protocol
internal import Syscalls

/// Writes the answers of one connection. A long answer is sent in chunks while the method is still
/// running. If the client reads slowly, the method's thread waits here, and so does the kernel's
/// dump.
struct ResponseWriter: ~Copyable {
  // One chunk, and the record that completes it.
  private static let room = Limits.outputChunkBytes + 4096
  // Enough for most answers. Doubled four times it is the room for a chunk.
  private static let idleRoom = room / 16

  /// The answer's text; methods write their result here.
  var json = JSONWriter(capacity: ResponseWriter.idleRoom)
  /// Why nothing can be written any more; nil if the client can be written to.
  private(set) var failure: SystemCallError?
  /// The number of bytes after which the text is sent. It is larger during a dump that may have to
  /// be repeated.
  var gatheredBytes = Limits.outputChunkBytes
  /// How the list in progress is divided into lines; nil for one line.
  var parts: ListParts?
  /// Where the answer in progress begins in `json`; valid while `isRetractable`.
  private(set) var answerBeginning: JSONWriter.Mark
  /// Watches the namespace whose socket the call in progress holds; nil if it holds none, or that of
  /// the agent. While the client does not read, nothing else shows that the namespace is gone.
  var namespaceWatch: NamespaceWatch?
  /// The work of the connection. Its place is given back while a send waits for the client.
  let work: ClientWork
  private let client: ClientSocket?
  private let hasLostNamespace: () -> Bool
  private var patience: SendPatience
  // Milliseconds that sends have waited since `beginWaiting`.
  private var waited: Int64 = 0
  /// How many records have been written since the connection began, without those that were
  /// discarded.
  var records: UInt64 = 0
  // The number of bytes sent. It shows whether the answer in progress can still be discarded.
  private(set) var sent = 0
  private var sentBeforeAnswer = 0
  // When the next check for a hang-up is due, in milliseconds of CLOCK_MONOTONIC.
  private var hangUpCheckDue: Int64 = 0

  /// - Parameters:
  ///   - client: nil keeps all text in `json`, for tests.
  ///   - hasLostNamespace: whether another namespace that the connection keeps alive is gone.
  init(
    _ client: ClientSocket?, work: ClientWork = ClientWork(),
    patience: SendPatience = SendPatience(),
    hasLostNamespace: @escaping () -> Bool = { false }
  ) {
    self.client = client
    self.work = work
    self.patience = patience
    self.hasLostNamespace = hasLostNamespace
    answerBeginning = json.mark
  }

  /// How many bytes have been written since the connection began, sent or not.
  var written: Int { sent + json.count }

  /// Whether no byte of the answer in progress has been sent yet.
  var isRetractable: Bool { sent == sentBeforeAnswer }

  /// Writes a whole response: the result that `result` writes, or the error that it throws.
  /// - Returns: the error.
  @discardableResult
  mutating func respond(
    id: [UInt8], result: (inout ResponseWriter) throws(RPCError) -> Void
  ) -> RPCError? {
    sentBeforeAnswer = sent
    answerBeginning = json.mark
    let recordsBefore = records
    beginWaiting()
    begin(id)
    json.key("result")
    defer { parts = nil }
    do throws(RPCError) {
      try result(&self)
      json.endObject()
      return nil
    } catch {
      if isRetractable {
        json.rewind(to: answerBeginning)
        records = recordsBefore
        respond(id: id, error: error)
      } else {
        // Lists report such errors in their verdict. Any other answer is cut here, because an
        // incomplete one must not look complete.
        failure = SystemCallError(.ioError, "respond")
      }
      return error
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

  /// Writes a result that is a list with its verdict. An error is thrown if nothing has been sent
  /// yet; otherwise it ends the list and becomes a problem.
  /// - Parameter ending: writes further members after the list.
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

  /// Must be called after each record of a list.
  /// - Returns: false if the client is gone and the method may stop.
  mutating func recordEnded() -> Bool {
    records += 1
    let isPartFull = parts != nil && isPartFull()
    if isPartFull { endPart() }
    if json.count >= gatheredBytes { flush() }
    if isPartFull { beginPart() }
    return failure == nil
  }

  /// Lets calls of others go first whose turn it is, and checks, at most every
  /// `Limits.callHangUpMilliseconds`, whether the client has hung up. Must be called before each
  /// step of an answer that may take long and sends nothing.
  /// - Returns: whether the client is gone and the method may stop.
  mutating func isClientGone() -> Bool {
    guard let client, failure == nil else { return failure != nil }
    share()
    guard failure == nil else { return true }
    let now = KernelClock.monotonicMilliseconds()
    guard now >= hangUpCheckDue else { return false }
    hangUpCheckDue = now + Limits.callHangUpMilliseconds
    // As send(2) would report it.
    if client.isHungUp { failure = SystemCallError(.brokenPipe, "poll") }
    return failure != nil
  }

  /// Lets calls of others go first whose turn it is.
  private mutating func share() {
    work.share()
    // As send(2) would report it.
    if work.isAbandoned { failure = SystemCallError(.brokenPipe, "poll") }
  }

  /// Whether the memory of a long answer is kept for the next one.
  var hasLargeRoom: Bool { json.capacity > ResponseWriter.idleRoom }

  /// Frees the memory of a long answer, once all of it is sent.
  mutating func releaseRoom() {
    guard json.count == 0 else { return }
    json.removeAll(keepingAtMost: ResponseWriter.idleRoom)
  }

  /// Ends the current line.
  mutating func endLine() {
    json.newline()
  }

  /// Must be called where the namespaces of the connection have just been checked, or none is held:
  /// from here on the waits of sends are counted until the next check.
  mutating func beginWaiting() {
    waited = 0
  }

  /// Sends the gathered text to the client.
  mutating func flush() {
    guard let client, failure == nil, json.count > 0 else { return }
    var patience = patience
    var watch = namespaceWatch
    var waited = waited
    let hasLostNamespace = hasLostNamespace
    defer {
      self.patience = patience
      namespaceWatch = watch
      self.waited = waited
    }
    do throws(SystemCallError) {
      let begun = try client.sendNow(json.bytes, &patience)
      // A client that does not read must not keep others from working.
      let place = begun < json.count ? work.pause() : nil
      try client.send(json.bytes.extracting(begun..<json.count), &patience) {
        milliseconds throws(SystemCallError) in
        waited += milliseconds
        guard waited >= Limits.blockedWatchMilliseconds else { return }
        // The sockets in the namespace are closed with the connection.
        if watch?.isGone() == true || hasLostNamespace() {
          throw SystemCallError(.staleNFSFileHandle, "send")
        }
      }
      work.resume(place)
      sent += json.count
      json.removeAll(keepingAtMost: ResponseWriter.room)
    } catch {
      failure = error
      return
    }
    share()
  }
}
