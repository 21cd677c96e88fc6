internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// Writes a subscription's notifications and numbers them.
struct EventNotices {
  enum Action {
    case added, changed, removed
  }

  private let subscription: UInt64
  /// The number of the last notification.
  private(set) var sequence: UInt64 = 0
  private var cause: EventCause
  // Since `begin`.
  private var events: UInt64 = 0
  private var overruns: UInt64 = 0

  init(_ subscription: UInt64, in namespace: TargetNamespace?) {
    self.subscription = subscription
    cause = EventCause(in: namespace)
  }

  /// To be called before notifications are written.
  mutating func begin() {
    cause.forget()
  }

  /// To be called when they are written.
  mutating func end(_ registry: SubscriptionRegistry) {
    guard events > 0 || overruns > 0 else { return }
    registry.add(events: events, overruns: overruns)
    events = 0
    overruns = 0
  }

  /// - Parameters:
  ///   - object: its JSON text.
  ///   - port: who caused it; nil where no event told of it.
  ///   - more: writes what the event has besides.
  mutating func event(
    _ topic: WatchedTopic, _ action: Action, _ object: RawSpan, cause port: UInt32?,
    _ response: inout ResponseWriter, more: (inout JSONWriter) -> Void = { _ in }
  ) {
    events += 1
    begin("event", &response)
    response.json.member("topic", topic.served.contract.name)
    write(action, to: &response.json)
    response.json.key(dynamic: topic.served.contract.member)
    response.json.value(object)
    more(&response.json)
    if let port {
      cause.write(port, to: &response.json)
    } else {
      response.json.member("resync", true)
    }
    end(&response)
  }

  /// Tells that a trigger's threshold was crossed, with the numbers of this moment.
  /// - Throws: what keeps them from being read; nothing is written then.
  mutating func pressure(
    _ trigger: PressureTrigger, _ response: inout ResponseWriter
  ) throws(SystemCallError) {
    var object = JSONWriter(capacity: 512)
    try trigger.write(to: &object)
    events += 1
    begin("event", &response)
    response.json.member("topic", EventTopic.pressure.name)
    response.json.member("action", token: "changed")
    response.json.key(dynamic: EventTopic.pressure.member)
    response.json.value(object.bytes)
    end(&response)
  }

  /// An event that is no message about a network's object.
  mutating func event(
    _ topic: EventTopic, _ action: Action, _ object: borrowing JSONWriter,
    _ response: inout ResponseWriter
  ) {
    events += 1
    begin("event", &response)
    response.json.member("topic", topic.name)
    write(action, to: &response.json)
    response.json.key(dynamic: topic.member)
    response.json.value(object.bytes)
    end(&response)
  }

  /// Tells of events that nothing makes good.
  /// - Parameter count: how many; nil where that is not known.
  mutating func lost(_ count: UInt64?, _ topic: EventTopic, _ response: inout ResponseWriter) {
    overruns += 1
    begin("overrun", &response)
    response.json.member("topics", only: topic)
    if let count {
      response.json.member("lost", count)
    } else {
      response.json.memberNull("lost")
    }
    end(&response)
    begin("overrunEnded", &response)
    response.json.member("topics", only: topic)
    response.json.member("differences", 0)
    response.json.member("complete", false)
    end(&response)
  }

  mutating func overrun(_ topics: [WatchedTopic], _ response: inout ResponseWriter) {
    overruns += 1
    begin("overrun", &response)
    write(topics, to: &response.json)
    end(&response)
  }

  mutating func overrunEnded(
    _ topics: [WatchedTopic], _ differences: UInt64, _ isComplete: Bool,
    _ response: inout ResponseWriter
  ) {
    begin("overrunEnded", &response)
    write(topics, to: &response.json)
    response.json.member("differences", differences)
    response.json.member("complete", isComplete)
    end(&response)
  }

  mutating func ended(_ ending: Subscription.Ending, _ response: inout ResponseWriter) {
    begin("subscriptionEnded", &response)
    response.json.member("reason", token: ending.reason)
    response.json.member("message", ending.message)
    end(&response)
  }

  private func write(_ action: Action, to json: inout JSONWriter) {
    switch action {
    case .added: json.member("action", token: "added")
    case .changed: json.member("action", token: "changed")
    case .removed: json.member("action", token: "removed")
    }
  }

  private func write(_ topics: [WatchedTopic], to json: inout JSONWriter) {
    json.key("topics")
    json.beginArray()
    for topic in topics { json.string(topic.served.contract.name) }
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

extension JSONWriter {
  fileprivate mutating func member(_ name: StaticString, only topic: EventTopic) {
    key(name)
    beginArray()
    string(topic.name)
    endArray()
  }
}
