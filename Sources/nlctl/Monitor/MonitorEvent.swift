internal import Protocol
internal import Syscalls

/// A change of an object, or its presence in a snapshot.
struct MonitorEvent {
  enum Action: String {
    /// The object was present at the time of the subscription.
    case present
    case added, changed, removed
  }

  let topic: EventTopic
  var action: Action
  /// The JSON text of the object.
  var object: [UInt8]
  /// The JSON text of the object before a change; nil if it is not known.
  var before: [UInt8]?
  /// The text of the members that identify the object (`EventTopic.keys`).
  let key: [UInt8]
  /// The event as one JSON object.
  var text: [UInt8]

  /// - Parameter text: the event as the agent sent it; nil for an event that the client makes.
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

  /// The value of a member of the object.
  func member(_ name: String) -> Field {
    FieldScanner.member(name.utf8, of: Field(object: object.span), object.span)
  }

  /// The text of a scalar member of the object; nil if the member is null, absent or no scalar.
  func text(_ name: String) -> [UInt8]? { Self.text(member(name), object) }

  /// The text of a scalar, with escapes decoded; nil if the value is null, absent or no scalar.
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
    var key: [UInt8] = []
    for name in topic.keys {
      let field = FieldScanner.member(name.utf8, of: Field(object: span), span)
      if field.hasValue { key += object[field.start..<field.end] }
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
