internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// One subscription of a client: the sources of its events, and what the client knows of the
/// objects.
final class Subscription {
  /// Why the agent ends a subscription.
  struct Ending: Error {
    let reason: StaticString
    let message: String

    static func failed(_ error: SystemCallError) -> Ending {
      Ending(reason: "failed", message: "events cannot be received: \(error)")
    }
  }

  let id: UInt64
  /// Topics with objects in a network namespace.
  let topics: [SubscribedTopic]
  /// Topics without a network namespace.
  let otherTopics: [EventTopic]
  // Notifications are sent in this order.
  private var sources: [any EventSource]
  private var notifications: NotificationWriter
  // A second watch, for `sources` cannot be used while one of them sends.
  private var blockedWatch: NamespaceWatch?
  private let registry: SubscriptionRegistry
  private let user: UserAccount

  /// Joins the groups of the topics: no event after this is missed.
  init(
    _ call: MethodCall, id: UInt64, from kernel: some NetlinkKernel = LiveKernel()
  ) throws(RPCError) {
    let user = UserAccount(call.caller)
    let memory = MemoryShare(of: call.agent.memory, for: user)
    let chosen = try Subscription.topics(call)
    // Pressure and tasks belong to no network namespace.
    let (choice, namespace) = chosen.isEmpty ? (.agent, nil) : try call.chosenNamespace()
    let owners = try Subscription.owners(call, memory, in: namespace, from: kernel)
    let filter = try Subscription.filter(call, in: namespace)
    let context = EventContext(
      in: namespace, owners: owners, filter: filter, showing: VisibleAttributes(to: call.caller))
    let interface = call.parameters.string("interface").map { ObjectText.Interface($0) }
    let topics = chosen.map {
      SubscribedTopic($0, context, interface: interface, memory: memory, from: kernel)
    }
    var sources: [any EventSource] = []
    let watch = NamespaceWatch(choice, namespace, of: call.caller, by: call.agent.surveyor)
    if let watch { sources.append(watch) }
    for family in [NetlinkSocket.Family.route, .sockDiag] {
      let own = topics.filter { $0.served.family == family }
      if !own.isEmpty { sources.append(try EventChannel(family, own, context, from: kernel)) }
    }
    try owners?.survey()
    let triggers = try Subscription.pressureTriggers(call)
    // It may wait a second for a proof that exits arrive.
    let exits = try call.work.pausing { () throws(RPCError) in try TaskExits(call) }
    if exits != nil, !memory.add(Limits.taskExitQueueBytes) { throw memory.refusal }
    try call.agent.subscriptions.admit(user)
    if let exits { sources.append(exits) }
    if let owners { sources.append(owners) }
    sources += triggers as [any EventSource]
    // Last, since events may make it necessary to read objects again.
    sources += topics as [any EventSource]
    self.id = id
    self.topics = topics
    self.sources = sources
    blockedWatch = watch
    otherTopics = (triggers.isEmpty ? [] : [.pressure]) + (exits == nil ? [] : [.taskExit])
    notifications = NotificationWriter(id, in: namespace)
    registry = call.agent.subscriptions
    self.user = user
  }

  deinit {
    registry.remove(user)
  }

  /// The number of the last notification.
  var sequence: UInt64 { notifications.sequence }

  /// What poll(2) has to wait for.
  var interests: [Poll.Interest] { sources.flatMap { $0.interests } }

  /// How many milliseconds may pass until `send` has something to do without an event; nil for no
  /// limit.
  var timeout: Int64? { sources.compactMap { $0.timeout }.min() }

  /// Accepts what poll(2) reported.
  func accept(_ ready: [Poll.Ready]) {
    for index in sources.indices { sources[index].accept(ready) }
  }

  /// Sends the notifications that are due, a limited number of them.
  /// - Parameter buffer: room for the longest event.
  func send(_ response: inout ResponseWriter, _ buffer: inout [UInt8]) throws(Ending) {
    notifications.begin()
    defer { notifications.end(registry) }
    for index in sources.indices {
      try sources[index].send(&notifications, &response, &buffer)
    }
    if topics.contains(where: \.objects.isFull) {
      throw Ending(reason: "tooManyObjects", message: "there are too many objects to watch")
    }
  }

  /// Checks whether the namespace has lost its name or process, for a thread that is blocked in
  /// sending. Returns false if no check is due.
  func hasLostNamespace() -> Bool { blockedWatch?.isGone() ?? false }

  /// Sends the last notification: why the subscription ends.
  func end(_ ending: Ending, _ response: inout ResponseWriter) {
    notifications.ended(ending, &response)
  }
}
