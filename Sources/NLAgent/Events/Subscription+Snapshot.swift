internal import Limits
internal import Netlink
internal import Protocol

/// The result of `subscribe`: which topics there are, and their objects.
extension Subscription {
  /// Writes the result and remembers the objects.
  func writeResult(
    hasSnapshot: Bool, to response: inout ResponseWriter
  ) throws(RPCError) {
    var problems: [Problem] = []
    response.json.beginObject()
    response.json.member("subscription", id)
    response.json.key("topics")
    response.json.beginArray()
    for topic in topics { response.json.string(topic.served.contract.name) }
    for topic in otherTopics { response.json.string(topic.name) }
    response.json.endArray()
    if hasSnapshot {
      response.json.key("snapshot")
      response.json.beginObject()
    }
    for topic in topics {
      problems += topic.missingSenders()
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

  /// - Parameter isShown: whether the objects are written, not only remembered.
  private func readFirst(
    _ topic: SubscribedTopic, isShown: Bool, _ problems: inout [Problem],
    _ response: inout ResponseWriter
  ) throws(RPCError) {
    let before = problems.count
    do throws(RPCError) {
      try response.wholeDump(&problems) { response throws(RPCError) in
        topic.objects.removeAll()
        topic.objects.beginReading()
        defer { topic.objects.endReading() }
        var isFull = false
        let isInterrupted = try topic.readAll { json, object in
          guard object.isWanted else { return }
          isFull = isFull || topic.objects.put(object.key, object.hash) == .noRoom
          guard isShown else { return }
          response.json.value(json.bytes)
          _ = response.recordEnded()
        }
        if isFull { throw Subscription.tooMany(topic) }
        return isInterrupted ? [.interrupted(topic.served.contract.list ?? "")] : []
      }
    } catch {
      if response.isRetractable { throw error }
      problems.append(Problem(error))
    }
    // Objects that are missing here are sent as events.
    if problems.count > before { topic.scheduleReread(after: Limits.rereadRetryMilliseconds) }
  }

  private static func tooMany(_ topic: SubscribedTopic) -> RPCError {
    RPCError(
      .limitExceeded, "there are too many \(topic.served.contract.list ?? "objects") to watch",
      hint: """
        Give "interface", end other subscriptions, or ask for the list from time to time.
        """)
  }
}
