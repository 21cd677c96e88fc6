internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// One socket that gets events, and the topics that are made of them.
final class EventChannel {
  let topics: [WatchedTopic]
  let number: Int32
  private var stream: EventStream<KernelTransport>

  /// Joins the groups of its topics, and the one that tells of links' names.
  init(
    _ family: NetlinkSocket.Family, _ topics: [WatchedTopic], in namespace: TargetNamespace?
  ) throws(RPCError) {
    self.topics = topics
    var groups = Set(topics.flatMap { $0.served.groups + $0.served.alsoHears })
    if family == .route { groups.insert(RouteGroup.link) }
    let socket = try explained(
      try KernelSockets.openEvents(family, groups: groups.sorted(), in: namespace))
    number = socket.number
    stream = EventStream(KernelTransport(socket))
  }

  func read(
    into buffer: inout [UInt8], _ each: (borrowing Message) throws(NetlinkError) -> Void
  ) throws(SystemCallError) -> EventStream<KernelTransport>.Reading {
    try stream.read(into: &buffer, each)
  }

  func drain(into buffer: inout [UInt8]) throws(SystemCallError) {
    try stream.drain(into: &buffer)
  }
}

/// A topic of one subscription: what is known of its objects.
final class WatchedTopic {
  let served: ServedTopic
  private let writing: ServedTopic.Write
  var objects = ObjectTable()
  /// When the objects are to be read again; nil where there is no reason to.
  private(set) var rereadDue: Int64?
  private var rereadNotBefore: Int64 = 0
  private var text: ObjectText
  private var json = JSONWriter(capacity: 4096)
  private let empty: JSONWriter.Mark

  init(_ served: ServedTopic, _ scene: EventScene, interface: ObjectText.Interface?) {
    self.served = served
    writing = served.writing(scene)
    text = ObjectText(served, interface: interface)
    empty = json.mark
  }

  /// Hands over the JSON text of a message's object, and what it says; nothing where the message
  /// is about none of the topic's.
  func object(
    _ message: borrowing Message, _ body: (borrowing JSONWriter, ObjectText) -> Void
  ) throws(NetlinkError) {
    json.rewind(to: empty)
    guard try writing(message, &json) else { return }
    text.read(json.bytes)
    body(json, text)
  }

  /// The members of a remembered key as a JSON object.
  func object(ofKey key: RawSpan) -> [UInt8] { text.object(ofKey: key) }

  // MARK: Reading again

  /// Notes that objects changed without events.
  func goStale(after milliseconds: Int64 = Limits.rereadMilliseconds) {
    guard !served.dumps.isEmpty, rereadDue == nil else { return }
    rereadDue = max(KernelClock.monotonicMilliseconds() + milliseconds, rereadNotBefore)
  }

  /// To be called after a reading that took so many milliseconds of processor time.
  func isRead(costing milliseconds: Int64, isComplete: Bool) {
    rereadNotBefore = KernelClock.monotonicMilliseconds() + milliseconds * Limits.rereadPauseFactor
    rereadDue = nil
    if !isComplete { goStale(after: Limits.rereadRetryMilliseconds) }
  }
}
