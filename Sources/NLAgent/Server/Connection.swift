internal import Limits
internal import Privileged
internal import Protocol
internal import Syscalls

/// One client's conversation with the agent, in one thread: lines in, answers out, in order.
struct Connection: ~Copyable {
  private let client: ClientSocket
  private let agent: AgentState
  private var lines = LineReader()
  private var response: ResponseWriter
  private let subscriptions = Subscriptions()

  init(_ client: ClientSocket, _ agent: AgentState) {
    self.client = client
    self.agent = agent
    response = ResponseWriter(client)
  }

  /// Serves the client until it hangs up or breaks a rule.
  mutating func run() {
    do throws(SystemCallError) {
      while response.failure == nil {
        switch try nextLine() {
        case .line(let line): serve(line)
        case .end:
          response.flush()
          try sendEventsAlone()
          return
        case .refused(let error):
          agent.log.info("\(client.description): \(error.message)")
          response.respond(id: RPCLine.unknownID, error: error)
          response.endLine()
          response.flush()
          return
        }
        if !lines.hasLine() { response.flush() }
      }
      if let failure = response.failure {
        agent.log.debug("\(client.description): answer not taken: \(failure)")
      }
    } catch {
      agent.log.debug("\(client.description): \(error)")
    }
  }

  // MARK: Events

  /// The next line; events are sent until it is there.
  private mutating func nextLine() throws(SystemCallError) -> LineReader.Line {
    guard !subscriptions.isEmpty else { return try lines.next(client) }
    while response.failure == nil {
      let line = lines.held()
      let patience = lines.patience
      // A client that asks all the time gets its events all the same.
      let isReadable = try sendEvents(waiting: line == nil ? patience : 0)
      if let line { return line }
      if isReadable, let line = try lines.receive(client) { return line }
      if !isReadable, lines.patience == 0 { return LineReader.late }
    }
    return .end
  }

  /// A client that sends no more may still want its events.
  private mutating func sendEventsAlone() throws(SystemCallError) {
    while !subscriptions.isEmpty, response.failure == nil, !agent.clients.isStopping,
      !(try Poll.isHungUp(client.stream.number))
    {
      _ = try sendEvents(waiting: Limits.watchMilliseconds, isListening: false)
    }
  }

  /// Waits for the client or for events, and sends those.
  /// - Parameter patience: how long at most, in milliseconds; nil is without end.
  /// - Returns: whether the client has sent something.
  private mutating func sendEvents(
    waiting patience: Int64?, isListening: Bool = true
  ) throws(SystemCallError) -> Bool {
    let waits = [patience, subscriptions.timeout].compactMap { $0 }
    let ready = try Poll.ready(
      [.readable(isListening ? client.stream.number : -1)] + subscriptions.interests,
      milliseconds: waits.min().map { Int32(clamping: $0) } ?? -1)
    subscriptions.accept(ready)
    subscriptions.send(&response, agent.log)
    response.flush()
    return ready.contains { $0.position == 0 }
  }

  // MARK: Requests

  private mutating func serve(_ line: [UInt8]) {
    // Blank lines are no requests; people at a terminal send them.
    guard line.contains(where: { ![0x20, 0x09, 0x0d].contains($0) }) else { return }
    switch RPCLine(line, batchLimit: Limits.batchRequests) {
    case .single(let call):
      if answer(call) { response.endLine() }
    case .batch(let calls):
      serve(calls)
    }
  }

  private mutating func serve(_ batch: [RPCCall]) {
    // A batch of notifications has no answer, not even an empty array.
    guard batch.contains(where: \.isAnswered) else { return }
    response.json.beginArray()
    for call in batch where response.failure == nil { answer(call, inBatch: true) }
    response.json.endArray()
    response.endLine()
  }

  /// - Returns: whether the call has an answer.
  @discardableResult
  private mutating func answer(_ call: RPCCall, inBatch: Bool = false) -> Bool {
    switch call {
    case .invalid(let id, let error):
      response.respond(id: id, error: error)
    case .request(let request):
      // All methods only read: a notification, whose answer nobody gets, has nothing to do.
      guard let id = request.id else { return false }
      let caller = client.caller
      let agent = agent
      let subscriptions = subscriptions
      response.respond(id: id) { response throws(RPCError) in
        let method = try MethodTable.find(request.method)
        let parameters = try Parameters(method.contract, request.parameters)
        response.parts = try ListParts(parameters, id: id, inBatch: inBatch)
        agent.log.debug("pid \(caller.pid) uid \(caller.uid): \(request.method)")
        try method.answer(
          MethodCall(parameters: parameters, caller: caller, agent: agent), subscriptions,
          &response)
      }
    }
    // Many short requests may want many long answers: they must not gather in memory.
    _ = response.recordEnded()
    return true
  }
}

extension RPCCall {
  /// Whether an answer is due.
  var isAnswered: Bool {
    if case .request(let request) = self { return request.id != nil }
    return true
  }
}
