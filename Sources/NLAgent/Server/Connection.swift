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
  private let work: ClientWork
  private var hadLongCall = false

  init(_ client: ClientSocket, _ agent: AgentState) {
    self.client = client
    self.agent = agent
    let subscriptions = subscriptions
    let work = ClientWork(agent.work, for: client)
    self.work = work
    response = ResponseWriter(client, work: work) { subscriptions.hasLostNamespace() }
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
        let isAwaited = !lines.hasLine()
        switch try nextLine() {
        case .line(let line): serve(line, isAwaited: isAwaited)
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
    if ready.contains(where: { $0.position > 0 }) || subscriptions.timeout == 0 {
      guard begin(.links, isShort: true) else { return false }
      response.beginWaiting()
      subscriptions.send(&response, agent.log, client.identity)
      response.flush()
      work.end()
    }
    return ready.contains { $0.position == 0 }
  }

  // MARK: Work

  /// Takes a place for work, and waits for it if necessary.
  /// - Returns: false if the client has hung up.
  private mutating func begin(_ kind: WorkKind, isShort: Bool) -> Bool {
    guard !work.begin(kind, isShort: isShort) else { return true }
    return !response.isClientGone()
  }

  // MARK: Requests

  /// - Parameter isAwaited: whether the line was received after the answers to all lines before it
  ///   were sent. Only then it can be served without a place: a client that sends without a pause
  ///   would occupy a processor with the smallest calls.
  private mutating func serve(_ line: [UInt8], isAwaited: Bool) {
    let isSmall = isAwaited && line.count <= Limits.smallRequestBytes
    guard isSmall || begin(.sockets, isShort: true) else { return }
    let parsed = Connection.parse(line)
    work.end()
    switch parsed {
    case .single(let call):
      if answer(call, isSmall: isSmall) { response.endLine() }
    case .batch(let calls):
      serve(calls)
    case nil: return
    }
  }

  /// - Returns: nil for a blank line. People at a terminal send them.
  private static func parse(_ line: [UInt8]) -> RPCLine? {
    let isBlank = line.allSatisfy {
      $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
    }
    return isBlank ? nil : RPCLine(line, batchLimit: Limits.batchRequests)
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
  /// - Parameter isSmall: whether it needs no place if its method is small.
  /// - Returns: whether the call has an answer.
  @discardableResult
  private mutating func answer(
    _ call: RPCCall, inBatch: Bool = false, isSmall: Bool = false
  ) -> Bool {
    if response.isClientGone() { return false }
    let audit = CallAudit(agent.log, response)
    switch call {
    case .invalid(let id, let error):
      response.respond(id: id, error: error)
      audit?.end(nil, error, response, client)
    case .request(let request):
      // All methods only read, so a notification, which gets no answer, has no effect.
      guard let id = request.id else { return false }
      let found = MethodTable.named(request.method)
      let isShort = found?.isSmall ?? true
      if !isSmall || !isShort {
        guard begin(WorkKind(found?.contract.set ?? .agent), isShort: isShort) else {
          return false
        }
      }
      let caller = client.caller
      let rights = client.rights.current
      let agent = agent
      let client = client
      let subscriptions = subscriptions
      let work = work
      var isLong = false
      let error = response.respond(id: id) { response throws(RPCError) in
        guard let method = found else { throw MethodTable.unknown(request.method) }
        try rights.require(method.contract.set)
        let parameters = try Parameters(method.contract, request.parameters)
        response.parts = try ListParts(parameters, id: id, inBatch: inBatch)
        agent.log.debug("pid \(caller.pid) uid \(caller.uid): \(request.method)")
        let call = MethodCall(
          parameters: parameters, caller: caller, rights: rights, agent: agent, client: client,
          powers: audit?.powers, work: work)
        isLong = method.isLong
        guard !isLong || call.memory.add(Limits.longCallBytes) else {
          throw call.memory.refusal
        }
        try method.answer(call, subscriptions, &response)
      }
      work.end()
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
