internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// Writes the notifications of one subscription, numbered without gaps.
struct NotificationWriter {
  /// What happened to an object.
  enum Action {
    case added, changed, removed
  }

  /// Where an event comes from.
  enum Origin {
    /// A message of the kernel.
    /// - Parameter port: the netlink port whose request caused it.
    case message(port: UInt32)
    /// Reading the objects again: the kernel sent no event, or it was lost.
    case reread
    /// Something that has no netlink port.
    case other
  }

  private let subscription: UInt64
  /// The number of the last notification.
  private(set) var sequence: UInt64 = 0
  private var cause: EventCause
  // Numbers since `begin`.
  private var events: UInt64 = 0
  private var overruns: UInt64 = 0

  init(_ subscription: UInt64, in namespace: TargetNamespace?) {
    self.subscription = subscription
    cause = EventCause(in: namespace)
  }

  /// Must be called before notifications are written.
  mutating func begin() {
    cause.forget()
  }

  /// Must be called after the last of them: adds their numbers to the registry.
  mutating func end(_ registry: SubscriptionRegistry) {
    guard events > 0 || overruns > 0 else { return }
    registry.add(events: events, overruns: overruns)
    events = 0
    overruns = 0
  }

  /// Writes a notification `event`.
  /// - Parameters:
  ///   - object: the JSON text of the object.
  ///   - more: writes further members of the event.
  mutating func event(
    _ topic: EventTopic, _ action: Action, _ object: RawSpan, _ origin: Origin,
    _ response: inout ResponseWriter, more: (inout JSONWriter) -> Void = { _ in }
  ) {
    events += 1
    begin("event", &response)
    response.json.member("topic", topic.name)
    switch action {
    case .added: response.json.member("action", token: "added")
    case .changed: response.json.member("action", token: "changed")
    case .removed: response.json.member("action", token: "removed")
    }
    response.json.key(dynamic: topic.member)
    response.json.value(object)
    more(&response.json)
    switch origin {
    case .message(let port): cause.write(port, to: &response.json)
    case .reread: response.json.member("resync", true)
    case .other: break
    }
    end(&response)
  }

  /// Writes a notification `event` whose object is the text of a writer.
  mutating func event(
    _ topic: EventTopic, _ action: Action, _ object: borrowing JSONWriter, _ origin: Origin,
    _ response: inout ResponseWriter
  ) {
    event(topic, action, object.bytes, origin, &response)
  }

  /// Writes that events were lost and that the topics are read again.
  mutating func overrun(_ topics: [EventTopic], _ response: inout ResponseWriter) {
    overruns += 1
    begin("overrun", &response)
    write(topics, to: &response.json)
    end(&response)
  }

  /// Writes that all differences since `overrun` have been sent.
  mutating func overrunEnded(
    _ topics: [EventTopic], _ differences: UInt64, _ isComplete: Bool,
    _ response: inout ResponseWriter
  ) {
    begin("overrunEnded", &response)
    write(topics, to: &response.json)
    response.json.member("differences", differences)
    response.json.member("complete", isComplete)
    end(&response)
  }

  /// Writes that events of a topic were lost that cannot be read again.
  /// - Parameter count: how many; nil if that is not known.
  mutating func loss(_ count: UInt64?, _ topic: EventTopic, _ response: inout ResponseWriter) {
    overruns += 1
    begin("overrun", &response)
    write([topic], to: &response.json)
    if let count {
      response.json.member("lost", count)
    } else {
      response.json.memberNull("lost")
    }
    end(&response)
    overrunEnded([topic], 0, false, &response)
  }

  /// Writes the last notification of the subscription.
  mutating func ended(_ ending: Subscription.Ending, _ response: inout ResponseWriter) {
    begin("subscriptionEnded", &response)
    response.json.member("reason", token: ending.reason)
    response.json.member("message", ending.message)
    end(&response)
  }

  private func write(_ topics: [EventTopic], to json: inout JSONWriter) {
    json.key("topics")
    json.beginArray()
    for topic in topics { json.string(topic.name) }
    json.endArray()
  }

  private mutating func begin(_ method: StaticString, _ response: inout ResponseWriter) {
    sequence += 1
    response.json.beginObject()
    response.json.member("jsonrpc", token: "2.0")
    response.json.member("method", token: method)
    response.json.key("params")
    response.json.beginObject()
    response.json.member("subscription", subscription)
    response.json.member("sequence", sequence)
  }

  private func end(_ response: inout ResponseWriter) {
    response.json.endObject()
    response.json.endObject()
    response.endLine()
    _ = response.recordEnded()
  }
}
