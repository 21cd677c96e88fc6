internal import Protocol
internal import Syscalls

/// One client's conversation with the agent, in one thread: lines in, answers out, in order.
struct Connection: ~Copyable {
  private let client: ClientSocket
  private let agent: AgentState
  private var lines = LineReader()
  private var response: ResponseWriter

  init(_ client: ClientSocket, _ agent: AgentState) {
    self.client = client
    self.agent = agent
    response = ResponseWriter(client)
  }

  /// Serves the client until it hangs up or breaks a rule.
  mutating func run() {
    do throws(Errno) {
      while response.failure == nil {
        switch try lines.next(client) {
        case .line(let line): serve(line)
        case .end:
          response.flush()
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
      let caller = client.peer
      let agent = agent
      let client = client
      response.respond(id: id) { response throws(RPCError) in
        let method = try MethodTable.find(request.method)
        let parameters = try Parameters(method.contract, request.parameters)
        response.parts = try ListParts(parameters, id: id, inBatch: inBatch)
        agent.log.debug("pid \(caller.pid) uid \(caller.uid): \(request.method)")
        try method.answer(
          MethodCall(parameters: parameters, caller: caller, agent: agent, client: client),
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
