internal import Protocol

/// The objects of all topics as the client knows them. From them follows what an event changed,
/// and what changed while no agent ran.
struct KnownObjects {
  // By the topic's name and the object's key the object's text.
  private var objects: [String: [[UInt8]: [UInt8]]] = [:]

  /// Takes an event into account.
  /// - Returns: the same event with the object before it.
  mutating func apply(_ event: MonitorEvent) -> MonitorEvent {
    var event = event
    let known = objects[event.topic.name]?[event.key]
    if event.topic.list == nil { return event }
    switch event.action {
    case .removed:
      objects[event.topic.name]?[event.key] = nil
      // After a loss of events the agent may know only the key of the removed object.
      if let known, event.object.count < known.count / 2 { event.object = known }
    case .present, .added, .changed:
      objects[event.topic.name, default: [:]][event.key] = event.object
      event.before = known
    }
    return event
  }

  /// Replaces all objects of a topic with those that are present now.
  /// - Returns: the differences.
  mutating func replace(_ topic: EventTopic, _ present: [[UInt8]]) -> [MonitorEvent] {
    let before = objects[topic.name] ?? [:]
    var now: [[UInt8]: [UInt8]] = [:]
    var events: [MonitorEvent] = []
    for object in present {
      let event = MonitorEvent(topic, .added, object)
      now[event.key] = object
      guard let known = before[event.key] else {
        events.append(event)
        continue
      }
      if known != object {
        events.append(MonitorEvent(topic, .changed, object, before: known))
      }
    }
    for (key, object) in before where now[key] == nil {
      events.append(MonitorEvent(topic, .removed, object))
    }
    objects[topic.name] = now
    return events
  }
}
