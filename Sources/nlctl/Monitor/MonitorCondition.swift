internal import Protocol

/// The condition of `--until`: members, and the values that an object must have there.
struct MonitorCondition {
  private let wanted: [(name: String, value: [UInt8])]

  /// - Parameters:
  ///   - text: `member=value`, with commas between several.
  ///   - topics: the topics whose objects are compared.
  init(_ text: String, _ topics: [EventTopic], _ invocation: Invocation) throws(Failure) {
    let example = "--until takes member=value, as in name=eth0,operState=UP"
    let known = ["action", "topic"] + topics.flatMap { $0.object.map(\.name) }
    var wanted: [(name: String, value: [UInt8])] = []
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(sides[0])
      guard sides.count == 2 else {
        throw invocation.usage(example)
      }
      guard known.contains(name) else {
        throw invocation.usage(
          "--until: no object has \"\(name)\"",
          advice: Spelling.question(for: name, among: known))
      }
      wanted.append((name, Array(sides[1].utf8)))
    }
    guard !wanted.isEmpty else { throw invocation.usage(example) }
    self.wanted = wanted
  }

  /// Whether the object of an event has the values. A removed object has them only if the condition
  /// names the action.
  func holds(_ event: MonitorEvent) -> Bool {
    if event.action == .removed, !wanted.contains(where: { $0.name == "action" }) { return false }
    return wanted.allSatisfy { name, value in
      switch name {
      case "action": return Array(event.action.rawValue.utf8) == value
      case "topic": return Array(event.topic.name.utf8) == value
      default:
        let field = event.member(name)
        guard field.kind == .array else { return event.text(name) == value }
        var hasElement = false
        FieldScanner.elements(of: field, event.object.span) { element in
          if MonitorEvent.text(element, event.object) == value { hasElement = true }
        }
        return hasElement
      }
    }
  }
}
