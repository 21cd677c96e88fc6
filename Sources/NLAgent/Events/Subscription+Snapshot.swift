internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// What is there at the beginning.
extension Subscription {
  /// Writes the result of `subscribe`.
  func writeResult(
    hasSnapshot: Bool, to response: inout ResponseWriter
  ) throws(RPCError) {
    var problems: [Problem] = []
    response.json.beginObject()
    response.json.member("subscription", id)
    response.json.key("topics")
    response.json.beginArray()
    for topic in topics { response.json.string(topic.served.contract.name) }
    if !triggers.isEmpty { response.json.string(EventTopic.pressure.name) }
    if exits != nil { response.json.string(EventTopic.taskExit.name) }
    response.json.endArray()
    if hasSnapshot {
      response.json.key("snapshot")
      response.json.beginObject()
    }
    for topic in topics {
      guard let list = topic.served.contract.list else { continue }
      if hasSnapshot {
        response.json.key(dynamic: list)
        response.json.beginArray()
      }
      try readFirst(topic, isShown: hasSnapshot, &problems, &response)
      if hasSnapshot { response.json.endArray() }
    }
    if hasSnapshot { response.json.endObject() }
    response.json.member("sequence", 0)
    response.json.member("complete", problems.isEmpty)
    if !problems.isEmpty { response.write(problems) }
    response.json.endObject()
  }

  private func readFirst(
    _ topic: WatchedTopic, isShown: Bool, _ problems: inout [Problem],
    _ response: inout ResponseWriter
  ) throws(RPCError) {
    let before = problems.count
    do throws(RPCError) {
      try response.wholeDump(&problems) { response throws(RPCError) in
        topic.objects.removeAll()
        topic.objects.beginReading()
        var isFull = false
        let interrupted = try dump(topic) { json, object in
          guard object.isWanted else { return }
          isFull = isFull || topic.objects.put(object.key, object.hash) == .noRoom
          guard isShown else { return }
          response.json.value(json.bytes)
          _ = response.recordEnded()
        }
        if isFull { throw Subscription.tooMany(topic) }
        return interrupted ? [.interrupted(topic.served.contract.list ?? "")] : []
      }
    } catch {
      if response.isRetractable { throw error }
      problems.append(Problem(error))
    }
    // What is missing comes as events.
    if problems.count > before { topic.goStale(after: Limits.rereadRetryMilliseconds) }
  }

  private static func tooMany(_ topic: WatchedTopic) -> RPCError {
    RPCError(
      .limitExceeded, "there are too many \(topic.served.contract.list ?? "objects") to watch",
      hint: "Give \"interface\", or ask for the list from time to time.")
  }

  /// Reads all objects of a topic, on a socket of its own: one with events cannot have an answer.
  /// - Returns: whether the table changed meanwhile.
  func dump(
    _ topic: WatchedTopic, _ each: (borrowing JSONWriter, ObjectText) -> Void
  ) throws(RPCError) -> Bool {
    var isInterrupted = false
    for request in topic.served.dumps {
      if try dump(topic, request, each) { isInterrupted = true }
    }
    return isInterrupted
  }

  private func dump(
    _ topic: WatchedTopic, _ request: Request, _ each: (borrowing JSONWriter, ObjectText) -> Void
  ) throws(RPCError) -> Bool {
    var conversation = try explained(
      try KernelSockets.open(topic.served.family, in: scene.namespace))
    do throws(NetlinkError) {
      return try conversation.dump(request) { message throws(NetlinkError) in
        guard message.header.type == topic.served.present else { return .next }
        try topic.object(message, each)
        return .next
      }.interrupted
    } catch {
      // A kernel without IPv6 has none of its rules.
      if case .kernel(let refusal) = error, refusal.errno == .addressFamilyNotSupported {
        return false
      }
      throw RPCError(error, doing: "list \(topic.served.contract.list ?? "objects")")
    }
  }
}
