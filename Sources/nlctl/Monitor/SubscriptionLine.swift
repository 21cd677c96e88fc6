internal import Protocol
internal import Syscalls

/// A line that the agent sends to a subscriber, checked against what nlagent sends.
enum SubscriptionLine {
  /// The response to `subscribe`.
  case answer(Response)
  /// A notification.
  case notification(Notification, sequence: UInt64)

  /// The response to `subscribe`.
  struct Response {
    /// The bytes that contain the objects.
    let line: [UInt8]
    /// The list of objects of each topic that has a snapshot.
    let snapshot: [(topic: EventTopic, list: Field)]
    /// The response without its snapshot.
    let root: JSONNode
  }

  enum Notification {
    case event(MonitorEvent)
    /// Events were lost. Differences follow, unless the topic has no snapshot.
    case overrun(LostEvents?)
    case overrunEnded(differences: UInt64, isComplete: Bool)
    case subscriptionEnded(reason: String)
  }

  /// Events that no difference replaces.
  struct LostEvents {
    /// nil if the kernel did not count them.
    let count: Int?
  }

  /// Reads a line.
  /// - Parameter topics: those of the subscription.
  /// - Throws: `refused` if it is an error of the agent; `incomplete` if it is none of nlagent's
  ///   lines.
  static func read(
    _ line: [UInt8], _ topics: [EventTopic], _ settings: Settings
  ) throws(Failure) -> SubscriptionLine {
    let bytes = line.span
    guard line.first == UInt8(ascii: "{") else { throw Answer.foreignProgram(settings) }
    guard JSONCheck.isValue(bytes) else { throw malformed }
    let method = FieldScanner.member("method".utf8, of: Field(object: bytes), bytes)
    guard method.kind != .absent else { return .answer(try response(line, topics)) }
    let parameters = FieldScanner.member("params".utf8, of: Field(object: bytes), bytes)
    let sequence = FieldScanner.member("sequence".utf8, of: parameters, bytes)
    guard let number = sequence.unsigned(bytes) else { throw malformed }
    return .notification(
      try notification(text(method, line), parameters, line, topics), sequence: number)
  }

  private static let malformed = Answer.foreign("a notification is malformed or unknown")

  private static func text(_ field: Field, _ line: [UInt8]) -> String {
    String(decoding: MonitorEvent.text(field, line) ?? [], as: UTF8.self)
  }

  // MARK: The response

  private static func response(
    _ line: [UInt8], _ topics: [EventTopic]
  ) throws(Failure) -> Response {
    let bytes = line.span
    let result = FieldScanner.member("result".utf8, of: Field(object: bytes), bytes)
    let snapshot = FieldScanner.member("snapshot".utf8, of: result, bytes)
    // The objects can be very many; null stands for them.
    let rest =
      snapshot.kind == .object
      ? line[..<snapshot.start] + Array("null".utf8) + line[snapshot.end...] : line[...]
    let root = try Answer.response(Array(rest))
    if let error = root["error"] { throw Answer.refusal(error) }
    guard result.kind == .object else { throw Answer.withoutResult }
    var lists: [(topic: EventTopic, list: Field)] = []
    for topic in topics {
      guard let name = topic.list else { continue }
      let list = FieldScanner.member(name.utf8, of: snapshot, bytes)
      var isList = list.kind == .array
      FieldScanner.elements(of: list, bytes) { isList = isList && $0.kind == .object }
      guard isList else {
        throw Answer.foreign("its snapshot has no list of objects \"\(name)\"")
      }
      lists.append((topic, list))
    }
    return Response(line: line, snapshot: lists, root: root)
  }

  // MARK: Notifications

  private static func notification(
    _ method: String, _ parameters: Field, _ line: [UInt8], _ topics: [EventTopic]
  ) throws(Failure) -> Notification {
    let bytes = line.span
    switch method {
    case NotificationContract.event.name: return .event(try event(parameters, line, topics))
    case NotificationContract.overrun.name:
      let lost = FieldScanner.member("lost".utf8, of: parameters, bytes)
      return .overrun(lost.kind == .absent ? nil : LostEvents(count: lost.number(bytes)))
    case NotificationContract.overrunEnded.name:
      let differences = FieldScanner.member("differences".utf8, of: parameters, bytes)
      let complete = FieldScanner.member("complete".utf8, of: parameters, bytes)
      guard let count = differences.unsigned(bytes), complete.kind == .scalar else {
        throw malformed
      }
      return .overrunEnded(
        differences: count, isComplete: bytes[complete.start] == UInt8(ascii: "t"))
    case NotificationContract.subscriptionEnded.name:
      let reason = FieldScanner.member("message".utf8, of: parameters, bytes)
      return .subscriptionEnded(reason: text(reason, line))
    default: throw malformed
    }
  }

  private static func event(
    _ parameters: Field, _ line: [UInt8], _ topics: [EventTopic]
  ) throws(Failure) -> MonitorEvent {
    let bytes = line.span
    let name = text(FieldScanner.member("topic".utf8, of: parameters, bytes), line)
    let action = text(FieldScanner.member("action".utf8, of: parameters, bytes), line)
    guard let topic = topics.first(where: { $0.name == name }),
      let action = MonitorEvent.Action(rawValue: action), action != .present
    else { throw malformed }
    let object = FieldScanner.member(topic.member.utf8, of: parameters, bytes)
    guard object.kind == .object else { throw malformed }
    return MonitorEvent(
      topic, action, Array(line[object.start..<object.end]),
      text: Array(line[parameters.start..<parameters.end]))
  }
}
