internal import Netlink
internal import Protocol
internal import Syscalls

/// One subscription of a client: its sockets, and what it knows of the objects.
final class Subscription {
  /// Why the agent ends a subscription.
  struct Ending: Error {
    let reason: StaticString
    let message: String
  }

  let id: UInt64
  let channels: [EventChannel]
  private let topics: [WatchedTopic]
  private let triggers: [PressureTrigger]
  private let exits: TaskExits?
  private let scene: EventScene
  private var notices: EventNotices
  private var watch: NamespaceWatch?
  private let registry: SubscriptionRegistry
  private let uid: UInt32

  /// Joins the groups, so that nothing is missed from here on.
  init(_ call: MethodCall, id: UInt64) throws(RPCError) {
    let chosen = try Subscription.chosen(call.parameters)
    // Pressure and tasks belong to no network namespace.
    let (choice, namespace) = chosen.isEmpty ? (.agent, nil) : try call.chosenNamespace()
    let owners = try Subscription.owners(call, in: namespace)
    let scene = EventScene(in: namespace, owners: owners)
    let interface = call.parameters.string("interface").map { ObjectText.Interface($0) }
    let topics = chosen.map { WatchedTopic($0, scene, interface: interface) }
    var channels: [EventChannel] = []
    for family in [NetlinkSocket.Family.route, .sockDiag] {
      let own = topics.filter { $0.served.family == family }
      if !own.isEmpty { channels.append(try EventChannel(family, own, in: namespace)) }
    }
    try owners?.look()
    triggers = try Subscription.triggers(call)
    exits = try TaskExits(call)
    try call.agent.subscriptions.enter(call.caller.uid)
    self.id = id
    self.scene = scene
    self.topics = topics
    self.channels = channels
    notices = EventNotices(id, in: namespace)
    watch = NamespaceWatch(choice, namespace, of: call)
    registry = call.agent.subscriptions
    uid = call.caller.uid
  }

  deinit {
    registry.leave(uid)
  }

  /// The number of the last notification.
  var sequence: UInt64 { notices.sequence }

  private static func chosen(_ parameters: Parameters) throws(RPCError) -> [ServedTopic] {
    let names = parameters.strings("topics") ?? []
    guard !names.isEmpty else {
      throw RPCError(
        .invalidParams, "parameter \"topics\" names no topic",
        hint: "There are \(EventTopic.all.map(\.name).joined(separator: ", ")).")
    }
    return TopicTable.all.filter { names.contains($0.contract.name) }
  }

  private static func owners(
    _ call: MethodCall, in namespace: TargetNamespace?
  ) throws(RPCError) -> KnownOwners? {
    guard call.isAskingForOwners else { return nil }
    guard call.parameters.strings("topics")?.contains("socketClose") == true else {
      throw RPCError(
        .invalidParams, "parameter \"processes\" is for the topic socketClose",
        hint: "Leave it out, or add that topic.")
    }
    return KnownOwners(call.agent.owners, in: namespace)
  }

  private static func triggers(_ call: MethodCall) throws(RPCError) -> [PressureTrigger] {
    let wanted = call.parameters.objects("pressure") ?? []
    let isTopic = call.parameters.strings("topics")?.contains(EventTopic.pressure.name) == true
    guard isTopic != wanted.isEmpty else {
      throw RPCError(
        .invalidParams,
        isTopic
          ? "the topic pressure needs the parameter \"pressure\""
          : "parameter \"pressure\" is for the topic pressure",
        hint: """
          "topics": ["pressure"], "pressure": [{"resource": "memory", "kind": "some", \
          "stallMicroseconds": 200000, "windowMicroseconds": 2000000}]
          """)
    }
    guard wanted.count <= Limits.pressureTriggers else {
      throw RPCError(
        .limitExceeded,
        "a subscription has at most \(Limits.pressureTriggers) triggers, not \(wanted.count)")
    }
    var triggers: [PressureTrigger] = []
    for each in wanted { triggers.append(try PressureTrigger(each, for: call)) }
    return triggers
  }

  // MARK: The snapshot

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
  private func dump(
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
    var conversation = try KernelAccess.open(topic.served.family, in: scene.namespace)
    do throws(NetlinkError) {
      return try conversation.dump(request) { message throws(NetlinkError) in
        guard message.header.type == topic.served.present else { return .next }
        try topic.object(message, each)
        return .next
      }.interrupted
    } catch {
      // A kernel without IPv6 has none of its rules.
      if case .kernel(let refusal) = error, refusal.code == Errno.noFamily { return false }
      throw RPCError(error, doing: "list \(topic.served.contract.list ?? "objects")")
    }
  }

  // MARK: Events

  /// What its events come from.
  var interests: [Poll.Interest] {
    channels.map { .readable($0.number) } + triggers.map(\.interest)
      + (exits.map { [.readable($0.number)] } ?? [])
  }

  /// Takes in what poll(2) said. Channels are read in any case; of a trigger nothing else tells.
  func note(_ ready: [Poll.Ready]) {
    for trigger in triggers {
      guard let found = ready.first(where: { $0.number == trigger.number }) else { continue }
      trigger.news = found.hasFailed ? .ended : .stalled
    }
  }

  /// How long until there is something to do besides events; nil for never.
  var patience: Int64? {
    let now = Clock.monotonicMilliseconds()
    let rereads = topics.compactMap { $0.rereadDue.map { max(0, $0 - now) } }
    let others = [watch?.patience, scene.owners?.patience, exits?.patience]
    return (rereads + others.compactMap(\.self)).min()
  }

  /// Sends the events that are there, some at a time.
  /// - Parameter buffer: room for an event.
  func pump(_ response: inout ResponseWriter, _ buffer: inout [UInt8]) throws(Ending) {
    notices.begin()
    defer { notices.end(registry) }
    if watch?.isGone() == true {
      throw Ending(
        reason: "namespaceGone", message: "the network namespace has lost its name or its process")
    }
    do throws(Errno) {
      for channel in channels { try pump(channel, &response, &buffer) }
      try exits?.pump(&notices, &response, &buffer)
    } catch {
      throw Ending(reason: "failed", message: "events cannot be received: \(error)")
    }
    scene.owners?.refresh()
    for trigger in triggers { try pump(trigger, &response) }
    for topic in topics {
      guard let due = topic.rereadDue, due <= Clock.monotonicMilliseconds() else { continue }
      _ = reread(topic, &response)
    }
    if topics.contains(where: \.objects.isFull) {
      throw Ending(reason: "tooManyObjects", message: "there are too many objects to watch")
    }
  }

  /// Tells the client that the subscription ends.
  func end(_ ending: Ending, _ response: inout ResponseWriter) {
    notices.ended(ending, &response)
  }

  private func pump(
    _ trigger: PressureTrigger, _ response: inout ResponseWriter
  ) throws(Ending) {
    let news = trigger.news
    trigger.news = .nothing
    switch news {
    case .nothing: return
    case .ended: throw Subscription.ending(of: trigger)
    case .stalled:
      do throws(Errno) {
        try notices.pressure(trigger, &response)
      } catch {
        throw Subscription.ending(of: trigger)
      }
    }
  }

  private static func ending(of trigger: PressureTrigger) -> Ending {
    Ending(
      reason: "groupGone",
      message: "there is no \(trigger.text) any more: the group was removed, or it is switched off")
  }

  private func pump(
    _ channel: EventChannel, _ response: inout ResponseWriter, _ buffer: inout [UInt8]
  ) throws(Errno) {
    for _ in 0..<Limits.eventsAtOnce where response.failure == nil {
      let reading = try channel.read(into: &buffer) { message throws(NetlinkError) in
        try take(message, channel, &response)
      }
      switch reading {
      case .events: continue
      case .drained: return
      case .lost:
        // What is left is older than what was lost.
        try channel.drain(into: &buffer)
        recover(channel, &response)
      }
    }
  }

  private func take(
    _ message: borrowing Message, _ channel: EventChannel, _ response: inout ResponseWriter
  ) throws(NetlinkError) {
    let port = message.header.port
    if channel.topics.first?.served.family == .route { try noteName(message) }
    for topic in channel.topics {
      var action: EventNotices.Action?
      switch message.header.type {
      case topic.served.gone:
        try topic.object(message) { json, object in
          // The other is still there, and nothing tells of it.
          if topic.objects.isTwin(object.key) { topic.goStale() }
          guard topic.objects.remove(object.key) || topic.served.present == nil else { return }
          guard object.isWanted || topic.served.present != nil else { return }
          action = .removed
          notices.event(topic, .removed, json.bytes, cause: port, &response) { json in
            try? topic.served.farewell(message, &json)
          }
        }
      case topic.served.present:
        try topic.object(message) { json, object in
          action = topic.action(object)
          guard let action else { return }
          notices.event(topic, action, json.bytes, cause: port, &response)
        }
      default: break
      }
      if try topic.served.goesStale(message, action) { topic.goStale() }
    }
    if message.header.type == RouteMessageType.deleteLink,
      let link = try LinkMessage(event: message)
    {
      scene.names.forget(link.index)
    }
  }

  /// Objects tell names of links, and the kernel does not tell of objects when it renames one.
  private func noteName(_ message: borrowing Message) throws(NetlinkError) {
    guard message.header.type == RouteMessageType.newLink,
      let link = try LinkMessage(event: message)
    else { return }
    let attributes = try AttributeTable(message.payload, from: LinkMessage.size)
    guard let name = attributes.text(LinkAttribute.name), scene.names.note(link.index, name)
    else { return }
    for topic in topics { topic.goStale() }
  }

  // MARK: Reading again

  /// After a loss: reads the tables again and sends what is different.
  private func recover(_ channel: EventChannel, _ response: inout ResponseWriter) {
    // A name that was changed meanwhile is asked for again.
    scene.names.forgetAll()
    notices.overrun(channel.topics, &response)
    var isComplete = true
    var differences: UInt64 = 0
    for topic in channel.topics {
      let (found, isWhole) = reread(topic, &response)
      differences += found
      isComplete = isComplete && isWhole
    }
    notices.overrunEnded(channel.topics, differences, isComplete, &response)
  }

  /// Reads a topic's objects again and sends what is different.
  private func reread(
    _ topic: WatchedTopic, _ response: inout ResponseWriter
  ) -> (differences: UInt64, isComplete: Bool) {
    // Time in which the client did not read costs nothing, and its picture is old enough then.
    let start = Clock.threadMilliseconds()
    let before = notices.sequence
    let isComplete = !topic.served.dumps.isEmpty && compare(topic, &response)
    topic.isRead(costing: Clock.threadMilliseconds() - start, isComplete: isComplete)
    return (notices.sequence - before, isComplete)
  }

  private func compare(_ topic: WatchedTopic, _ response: inout ResponseWriter) -> Bool {
    for attempt in 0...Limits.dumpRetries {
      if attempt > 0 {
        Clock.sleep(milliseconds: Int.random(in: 1...Limits.dumpRetryMilliseconds))
      }
      topic.objects.beginReading()
      let interrupted = try? dump(topic) { json, object in
        guard let action = topic.action(object) else { return }
        notices.event(topic, action, json.bytes, cause: nil, &response)
      }
      guard let interrupted else { return false }
      // What an interrupted dump lacks may be there all the same.
      guard !interrupted else { continue }
      topic.objects.removeUnread { key in
        notices.event(topic, .removed, topic.object(ofKey: key).rawBytes, cause: nil, &response)
      }
      return true
    }
    return false
  }
}

extension ObjectText.Interface {
  /// - Parameter text: the parameter: a name or an index.
  init(_ text: String) {
    var json = JSONWriter(capacity: 64)
    json.string(text)
    asName = json.bytes.copied
    asIndex = Array(text.utf8)
  }
}

extension WatchedTopic {
  /// What an object that is there means to the client; nil for nothing new. One that is not of
  /// the interface that was asked for is not there.
  func action(_ object: ObjectText) -> EventNotices.Action? {
    guard object.isWanted else { return objects.remove(object.key) ? .removed : nil }
    switch objects.put(object.key, object.hash) {
    case .added: return .added
    case .changed: return .changed
    case .same, .noRoom: return nil
    }
  }
}
