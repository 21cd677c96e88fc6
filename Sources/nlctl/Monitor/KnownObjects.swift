internal import Protocol

/// The objects of all topics as the client knows them. From them follows what an event changed,
/// and what changed while no agent ran.
struct KnownObjects {
  // By the topic's name and the object's key the object's text.
  private var objects: [String: [[UInt8]: [UInt8]]] = [:]
  // The memory of all objects.
  private var bytes = 0

  /// How many bytes of memory the objects may take: 128 MiB. The agent subscribes to at most some
  /// 200,000 objects.
  static let limit = 128 << 20
  // Of the arrays of a key and an object, and the place of both.
  private static let overhead = 150

  var isWithinLimit: Bool { bytes <= KnownObjects.limit }

  private static func cost(_ key: [UInt8], _ object: [UInt8]?) -> Int {
    object.map { $0.count + key.count + overhead } ?? 0
  }

  /// Takes an event into account.
  /// - Returns: the same event with the object before it.
  mutating func apply(_ event: MonitorEvent) -> MonitorEvent {
    var event = event
    let known = objects[event.topic.name]?[event.key]
    if event.topic.list == nil { return event }
    bytes -= KnownObjects.cost(event.key, known)
    switch event.action {
    case .removed:
      objects[event.topic.name]?[event.key] = nil
      // After a loss of events the agent may know only the key of the removed object.
      if let known, event.object.count < known.count / 2 { event.object = known }
    case .present, .added, .changed:
      objects[event.topic.name, default: [:]][event.key] = event.object
      bytes += KnownObjects.cost(event.key, event.object)
      event.before = known
    }
    return event
  }

  /// Replaces all objects of a topic with those that are present now.
  /// - Parameter present: each with the action `present`.
  /// - Returns: the differences.
  mutating func replace(_ topic: EventTopic, _ present: [MonitorEvent]) -> [MonitorEvent] {
    let before = objects[topic.name] ?? [:]
    var now: [[UInt8]: [UInt8]] = [:]
    var events: [MonitorEvent] = []
    for event in present {
      bytes +=
        KnownObjects.cost(event.key, event.object) - KnownObjects.cost(event.key, now[event.key])
      now[event.key] = event.object
      guard let known = before[event.key] else {
        events.append(MonitorEvent(topic, .added, event.object))
        continue
      }
      if known != event.object {
        events.append(MonitorEvent(topic, .changed, event.object, before: known))
      }
    }
    for (key, object) in before {
      bytes -= KnownObjects.cost(key, object)
      if now[key] == nil { events.append(MonitorEvent(topic, .removed, object)) }
    }
    objects[topic.name] = now
    return events
  }
}
