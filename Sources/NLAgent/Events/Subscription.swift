internal import Limits
internal import Netlink
internal import Privileged
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
  let topics: [WatchedTopic]
  let triggers: [PressureTrigger]
  let exits: TaskExits?
  let scene: EventScene
  var notices: EventNotices
  private var watch: NamespaceWatch?
  private let registry: SubscriptionRegistry
  private let uid: UInt32

  /// Joins the groups, so that nothing is missed from here on.
  init(_ call: MethodCall, id: UInt64) throws(RPCError) {
    let chosen = try Subscription.chosen(call.parameters)
    // Pressure and tasks belong to no network namespace.
    let (choice, namespace) = chosen.isEmpty ? (.agent, nil) : try call.chosenNamespace()
    let owners = try Subscription.owners(call, in: namespace)
    let filter = try Subscription.filter(call, in: namespace)
    let scene = EventScene(in: namespace, owners: owners, filter: filter)
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
    try call.agent.subscriptions.admit(call.caller.uid)
    self.id = id
    self.scene = scene
    self.topics = topics
    self.channels = channels
    notices = EventNotices(id, in: namespace)
    watch = NamespaceWatch(choice, namespace, of: call.caller)
    registry = call.agent.subscriptions
    uid = call.caller.uid
  }

  deinit {
    registry.remove(uid)
  }

  /// The number of the last notification.
  var sequence: UInt64 { notices.sequence }

  /// What its events come from.
  var interests: [Poll.Interest] {
    channels.map { .readable($0.number) } + triggers.map(\.interest)
      + (exits.map { [.readable($0.number)] } ?? [])
  }

  /// Takes in what poll(2) said. Channels are read in any case; of a trigger nothing else tells.
  func note(_ ready: [Poll.Ready]) {
    for trigger in triggers {
      guard let found = ready.first(where: { $0.number == trigger.number }) else { continue }
      trigger.report = found.hasFailed ? .ended : .stalled
    }
  }

  /// How long until there is something to do besides events; nil for never.
  var patience: Int64? {
    let now = KernelClock.monotonicMilliseconds()
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
    do throws(SystemCallError) {
      for channel in channels { try pump(channel, &response, &buffer) }
      try exits?.pump(&notices, &response, &buffer)
    } catch {
      throw Ending(reason: "failed", message: "events cannot be received: \(error)")
    }
    scene.owners?.refresh()
    for trigger in triggers { try pump(trigger, &response) }
    for topic in topics {
      guard let due = topic.rereadDue, due <= KernelClock.monotonicMilliseconds() else { continue }
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
    let report = trigger.report
    trigger.report = .none
    switch report {
    case .none: return
    case .ended: throw Subscription.ending(of: trigger)
    case .stalled:
      do throws(SystemCallError) {
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
  ) throws(SystemCallError) {
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
    guard let name = attributes.text(LinkAttribute.name), scene.names.update(link.index, name)
    else { return }
    for topic in topics { topic.goStale() }
  }

}
