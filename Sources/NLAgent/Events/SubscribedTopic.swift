internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// A topic of one subscription, with what the client knows of its objects. It reads the objects
/// again where the kernel changes them without events.
final class SubscribedTopic: EventSource {
  /// Sends one request on a new socket and hands over the messages of its answer.
  /// - Returns: whether the dump was interrupted (NLM_F_DUMP_INTR).
  private typealias Dump = (
    Request, (borrowing Message) throws(NetlinkError) -> Void
  ) throws(RPCError) -> Bool

  let served: ServedTopic
  var objects: ObjectTable
  /// When the objects are to be read again, in milliseconds of CLOCK_MONOTONIC; nil for never.
  private(set) var rereadDue: Int64?
  private var rereadNotBefore: Int64 = 0
  private let write: ServedTopic.Write
  private let dump: Dump
  private let answers: (Request) throws(RPCError) -> Bool
  private var text: ObjectText
  private var json = JSONWriter(capacity: 4096)
  private let empty: JSONWriter.Mark

  init(
    _ served: ServedTopic, _ context: EventContext, interface: ObjectText.Interface?,
    memory: MemoryShare, from kernel: some NetlinkKernel
  ) {
    self.served = served
    objects = ObjectTable(memory: memory)
    write = served.makeWriter(context)
    dump = SubscribedTopic.dump(served, in: context.namespace, from: kernel)
    answers = SubscribedTopic.answers(served, in: context.namespace, from: kernel)
    text = ObjectText(served, interface: interface)
    empty = json.mark
  }

  /// Hands over the JSON text of a message's object and what was read from the text; does nothing
  /// if the message is about no object of the topic.
  func object(
    _ message: borrowing Message, _ body: (borrowing JSONWriter, ObjectText) -> Void
  ) throws(NetlinkError) {
    json.rewind(to: empty)
    guard try write(message, &json) else { return }
    text.read(json.bytes)
    body(json, text)
  }

  /// Puts an object that exists into the table. An object of another interface than the one asked
  /// for counts as removed.
  /// - Returns: what the client has to be sent about it; nil for nothing.
  func action(_ object: ObjectText) -> NotificationWriter.Action? {
    guard object.isWanted else { return objects.remove(object.key) ? .removed : nil }
    switch objects.put(object.key, object.hash) {
    case .added: return .added
    case .changed: return .changed
    case .same, .noRoom: return nil
    }
  }

  // MARK: Dumps

  /// Reads all objects of the topic.
  /// - Returns: whether a dump was interrupted (NLM_F_DUMP_INTR): objects may be missing.
  func readAll(
    _ each: (borrowing JSONWriter, ObjectText) -> Void
  ) throws(RPCError) -> Bool {
    var isInterrupted = false
    for request in served.dumps {
      let interrupted = try dump(request) { message throws(NetlinkError) in
        guard message.header.type == served.presentType else { return }
        try object(message, each)
      }
      if interrupted { isInterrupted = true }
    }
    return isInterrupted
  }

  /// Each dump has a socket of its own: a socket that receives events cannot also carry an answer.
  private static func dump(
    _ served: ServedTopic, in namespace: TargetNamespace?, from kernel: some NetlinkKernel
  ) -> Dump {
    { request, each throws(RPCError) in
      var conversation = try explained(try kernel.open(served.family, in: namespace))
      do throws(NetlinkError) {
        return try conversation.dump(request) { message throws(NetlinkError) in
          try each(message)
          return .next
        }.interrupted
      } catch {
        // A kernel without IPv6 has no IPv6 rules.
        if case .kernel(let refusal) = error, refusal.errno == .addressFamilyNotSupported {
          return false
        }
        throw RPCError(error, doing: "list \(served.contract.list ?? "objects")")
      }
    }
  }

  // MARK: Senders

  /// Why events of the topic may not come.
  func missingSenders() -> [Problem] {
    served.senders.compactMap { sender in
      do throws(RPCError) {
        if try answers(sender.request) { return nil }
        return Problem(
          .eventsMissing,
          "the kernel has no \(sender.module), which sends events of \(served.contract.name)",
          errno: Errno.noSuchFileOrDirectory.name)
      } catch {
        return Problem(error)
      }
    }
  }

  /// Whether the kernel has a handler for a dump.
  private static func answers(
    _ served: ServedTopic, in namespace: TargetNamespace?, from kernel: some NetlinkKernel
  ) -> (Request) throws(RPCError) -> Bool {
    { request throws(RPCError) in
      var conversation = try explained(try kernel.open(served.family, in: namespace))
      do throws(NetlinkError) {
        _ = try conversation.dump(request) { _ throws(NetlinkError) in .stop }
        return true
      } catch {
        if case .kernel(let refusal) = error, refusal.errno == .noSuchFileOrDirectory {
          return false
        }
        throw RPCError(error, doing: "find out what sends events of \(served.contract.name)")
      }
    }
  }

  // MARK: Reading again

  /// Reads the objects again soon, because some of them changed without events.
  func scheduleReread(after milliseconds: Int64 = Limits.rereadMilliseconds) {
    guard !served.dumps.isEmpty, rereadDue == nil else { return }
    rereadDue = max(KernelClock.monotonicMilliseconds() + milliseconds, rereadNotBefore)
  }

  var timeout: Int64? {
    rereadDue.map { max(0, $0 - KernelClock.monotonicMilliseconds()) }
  }

  func send(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter,
    _ buffer: inout [UInt8]
  ) throws(Subscription.Ending) {
    guard timeout == 0 else { return }
    _ = sendDifferences(&notifications, &response)
  }

  /// Reads the objects again and sends what differs from what the client knows.
  func sendDifferences(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter
  ) -> (count: UInt64, isComplete: Bool) {
    // Processor time: waiting for a slow client costs nothing, and the client's data is old enough
    // by then.
    let start = KernelClock.threadMilliseconds()
    let before = notifications.sequence
    let isComplete = !served.dumps.isEmpty && compare(&notifications, &response)
    let milliseconds = KernelClock.threadMilliseconds() - start
    rereadNotBefore = KernelClock.monotonicMilliseconds() + milliseconds * Limits.rereadPauseFactor
    rereadDue = nil
    if !isComplete { scheduleReread(after: Limits.rereadRetryMilliseconds) }
    return (notifications.sequence - before, isComplete)
  }

  /// - Returns: false if no dump could be read to its end without an interruption.
  private func compare(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter
  ) -> Bool {
    defer { objects.endReading() }
    for attempt in 0...Limits.dumpRetries {
      if attempt > 0 {
        KernelClock.sleep(milliseconds: Int.random(in: 1...Limits.dumpRetryMilliseconds))
      }
      objects.beginReading()
      let isInterrupted = try? readAll { json, object in
        guard let action = action(object) else { return }
        notifications.event(served.contract, action, json.bytes, .reread, &response)
      }
      guard let isInterrupted else { return false }
      // An object that an interrupted dump lacks may exist all the same.
      guard !isInterrupted else { continue }
      objects.removeUnread { key in
        let object = text.object(ofKey: key)
        notifications.event(served.contract, .removed, object.rawBytes, .reread, &response)
      }
      return true
    }
    return false
  }
}
