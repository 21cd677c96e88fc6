internal import Limits
internal import Privileged
internal import Protocol
internal import Syscalls

/// One client's connection, served by one thread: reads lines and writes the answers in order.
struct Connection: ~Copyable {
  private let client: ClientSocket
  private let agent: AgentState
  private var lines = LineReader()
  private var response: ResponseWriter
  private let subscriptions = Subscriptions()
  private var hadLongCall = false

  init(_ client: ClientSocket, _ agent: AgentState) {
    self.client = client
    self.agent = agent
    let subscriptions = subscriptions
    response = ResponseWriter(client) { subscriptions.hasLostNamespace() }
  }

  /// Serves a client until it hangs up or is refused.
  /// - Returns: whether that took much memory, which is free now.
  static func serve(_ client: ClientSocket, _ agent: AgentState) -> Bool {
    var connection = Connection(client, agent)
    connection.run()
    return connection.hadLongCall
  }

  /// Serves the client until it hangs up or is refused.
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
          agent.log.repeated(
            .info, "a line was refused", by: client.identity, "sent a line: \(error.message)")
          let audit = CallAudit(agent.log, response)
          response.respond(id: RPCLine.unknownID, error: error)
          response.endLine()
          audit?.end(nil, error, response, client)
          response.flush()
          return
        }
        if !lines.hasLine() { response.flush() }
      }
      if let failure = response.failure {
        agent.log.debug("\(client.description): answer not sent: \(failure)")
      }
    } catch {
      agent.log.debug("\(client.description): \(error)")
    }
  }

  // MARK: Events

  /// The next line. Until it is complete, events are sent.
  private mutating func nextLine() throws(SystemCallError) -> LineReader.Line {
    guard !subscriptions.isEmpty else {
      try releaseMemoryIfIdle()
      return try lines.next(client)
    }
    while response.failure == nil {
      let line = lines.buffered()
      let timeout = lines.timeout
      // A client that sends requests without a pause gets its events, too.
      let isReadable = try sendEvents(waiting: line == nil ? timeout : 0)
      if let line { return line }
      if isReadable, let line = try lines.receive(client) { return line }
      if !isReadable, lines.timeout == 0 { return LineReader.timedOut }
    }
    return .end
  }

  /// Frees the memory of a long answer if the client is silent for a while.
  private mutating func releaseMemoryIfIdle() throws(SystemCallError) {
    guard response.hasLargeRoom, !lines.hasLine(),
      try Poll.readable([client.stream.number], milliseconds: Limits.idleMilliseconds).isEmpty
    else { return }
    response.releaseRoom()
    agent.freedMemory.add()
  }

  /// Sends events to a client that has closed its sending side.
  private mutating func sendEventsAlone() throws(SystemCallError) {
    while !subscriptions.isEmpty, response.failure == nil, !agent.clients.isStopping,
      !(try Poll.isHungUp(client.stream.number))
    {
      _ = try sendEvents(waiting: Limits.hangUpCheckMilliseconds, isListening: false)
    }
  }

  /// Waits for input from the client or for events, and sends the events.
  /// - Parameter timeout: the longest time to wait, in milliseconds; nil for no limit.
  /// - Returns: whether there is input from the client.
  private mutating func sendEvents(
    waiting timeout: Int64?, isListening: Bool = true
  ) throws(SystemCallError) -> Bool {
    let idle = response.hasLargeRoom ? Int64(Limits.idleMilliseconds) : nil
    let waits = [timeout, subscriptions.timeout, idle].compactMap { $0 }
    let ready = try Poll.ready(
      [.readable(isListening ? client.stream.number : -1)] + subscriptions.interests,
      milliseconds: waits.min().map { Int32(clamping: $0) } ?? -1)
    if ready.isEmpty { response.releaseRoom() }
    subscriptions.accept(ready)
    response.beginWaiting()
    subscriptions.send(&response, agent.log, client.identity)
    response.flush()
    return ready.contains { $0.position == 0 }
  }

  // MARK: Requests

  private mutating func serve(_ line: [UInt8]) {
    // Blank lines are ignored; people at a terminal send them.
    guard
      line.contains(where: {
        $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") && $0 != UInt8(ascii: "\r")
      })
    else { return }
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

  /// Answers one call, unless the client has hung up.
  /// - Returns: whether the call has an answer.
  @discardableResult
  private mutating func answer(_ call: RPCCall, inBatch: Bool = false) -> Bool {
    if response.isClientGone() { return false }
    let audit = CallAudit(agent.log, response)
    switch call {
    case .invalid(let id, let error):
      response.respond(id: id, error: error)
      audit?.end(nil, error, response, client)
    case .request(let request):
      // All methods only read, so a notification, which gets no answer, has no effect.
      guard let id = request.id else { return false }
      let caller = client.caller
      let rights = client.rights.current
      let agent = agent
      let client = client
      let subscriptions = subscriptions
      var isLong = false
      let error = response.respond(id: id) { response throws(RPCError) in
        let method = try MethodTable.find(request.method)
        try rights.require(method.contract.set)
        let parameters = try Parameters(method.contract, request.parameters)
        response.parts = try ListParts(parameters, id: id, inBatch: inBatch)
        agent.log.debug("pid \(caller.pid) uid \(caller.uid): \(request.method)")
        let call = MethodCall(
          parameters: parameters, caller: caller, rights: rights, agent: agent, client: client,
          powers: audit?.powers)
        isLong = method.isLong
        guard !isLong || call.memory.add(Limits.longCallBytes) else {
          throw call.memory.refusal
        }
        try method.answer(call, subscriptions, &response)
      }
      hadLongCall = hadLongCall || isLong
      audit?.end(request.method, error, response, client)
    }
    // Without this, long answers to many short requests would accumulate in memory.
    _ = response.recordEnded()
    return true
  }
}

extension RPCCall {
  /// Whether the call gets an answer.
  var isAnswered: Bool {
    if case .request(let request) = self { return request.id != nil }
    return true
  }
}
