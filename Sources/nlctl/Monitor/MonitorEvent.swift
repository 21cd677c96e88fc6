internal import Protocol
internal import Syscalls

/// Something that happened to an object, or that it is there, as the client knows it.
struct MonitorEvent {
  enum Action: String {
    /// It was there when the client came.
    case present
    case added, changed, removed
  }

  let topic: EventTopic
  var action: Action
  /// Its JSON text.
  var object: [UInt8]
  /// Its text before, where it has changed and that is known.
  var before: [UInt8]?
  /// The members of the object that tell it apart, as text.
  let key: [UInt8]
  /// The event as one JSON object.
  var text: [UInt8]

  /// - Parameter text: nil for what no event of the agent told.
  init(
    _ topic: EventTopic, _ action: Action, _ object: [UInt8], before: [UInt8]? = nil,
    text: [UInt8]? = nil
  ) {
    self.topic = topic
    self.action = action
    self.object = object
    self.before = before
    key = MonitorEvent.key(topic, object)
    self.text = text ?? MonitorEvent.ownText(topic, action, object)
  }

  /// A member of the object; `action` and `topic` are those of the event.
  func member(_ name: String) -> Field {
    let span = object.span
    let whole = Field(kind: .object, start: 0, end: span.count)
    return FieldScanner.member(name.utf8, of: whole, span)
  }

  /// The text of a scalar member; nil for what is none or absent.
  func text(_ name: String) -> [UInt8]? { Self.text(member(name), object) }

  static func text(_ field: Field, _ object: [UInt8]) -> [UInt8]? {
    switch field.kind {
    case .absent, .null, .array, .object: return nil
    case .scalar, .plainString: return Array(object[field.start..<field.end])
    case .string:
      var decoder = ScalarDecoder(field.start..<field.end)
      var scalars = String.UnicodeScalarView()
      while !decoder.isAtEnd {
        scalars.append(Unicode.Scalar(decoder.nextInString(object.span)) ?? "\u{fffd}")
      }
      return Array(String(scalars).utf8)
    }
  }

  private static func key(_ topic: EventTopic, _ object: [UInt8]) -> [UInt8] {
    let span = object.span
    let whole = Field(kind: .object, start: 0, end: span.count)
    var key: [UInt8] = []
    for name in topic.keys {
      let field = FieldScanner.member(name.utf8, of: whole, span)
      if field.isThere { key += object[field.start..<field.end] }
      key.append(0)
    }
    return key
  }

  private static func ownText(
    _ topic: EventTopic, _ action: Action, _ object: [UInt8]
  ) -> [UInt8] {
    var json = JSONWriter(capacity: object.count + 128)
    json.beginObject()
    json.member("topic", topic.name)
    json.member("action", action.rawValue)
    json.key(dynamic: topic.member)
    json.value(object)
    if action != .present { json.member("resync", true) }
    json.endObject()
    return json.bytes.copied
  }
}

/// What the client knows of all objects, so that it can say what changed, even while no agent
/// was there to tell.
struct MonitorPicture {
  private var objects: [String: [[UInt8]: [UInt8]]] = [:]

  /// Takes an event in.
  /// - Returns: the same event with what the object was before.
  mutating func apply(_ event: MonitorEvent) -> MonitorEvent {
    var event = event
    let known = objects[event.topic.name]?[event.key]
    if event.topic.list == nil { return event }
    switch event.action {
    case .removed:
      objects[event.topic.name]?[event.key] = nil
      // Of an object that was lost sight of the agent knows only the key.
      if let known, event.object.count < known.count / 2 { event.object = known }
    case .present, .added, .changed:
      objects[event.topic.name, default: [:]][event.key] = event.object
      event.before = known
    }
    return event
  }

  /// Takes what is there now in the place of all that was known.
  /// - Returns: what changed meanwhile.
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
