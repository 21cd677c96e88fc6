internal import Protocol

/// What `--until` waits for: members and the values that an object must have.
struct MonitorCondition {
  private let wanted: [(name: String, value: [UInt8])]

  /// - Parameter text: `member=value`, with commas between several.
  init(_ text: String, _ topics: [EventTopic], _ invocation: Invocation) throws(Failure) {
    let known = ["action", "topic"] + topics.flatMap { $0.object.map(\.name) }
    var wanted: [(name: String, value: [UInt8])] = []
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(sides[0])
      guard sides.count == 2 else {
        throw invocation.usage("--until takes member=value, as in name=eth0,operState=UP")
      }
      guard known.contains(name) else {
        let nearest = Spelling.nearest(to: name, among: known)
        throw invocation.usage(
          "--until: no object has \"\(name)\"\(nearest.map { "; did you mean \($0)?" } ?? "")")
      }
      wanted.append((name, Array(sides[1].utf8)))
    }
    guard !wanted.isEmpty else {
      throw invocation.usage("--until takes member=value, as in name=eth0,operState=UP")
    }
    self.wanted = wanted
  }

  /// What is removed has no values any more, unless the action is asked for.
  func holds(_ event: MonitorEvent) -> Bool {
    if event.action == .removed, !wanted.contains(where: { $0.name == "action" }) { return false }
    return wanted.allSatisfy { name, value in
      switch name {
      case "action": return Array(event.action.rawValue.utf8) == value
      case "topic": return Array(event.topic.name.utf8) == value
      default:
        let field = event.member(name)
        guard field.kind == .array else { return event.text(name) == value }
        var isThere = false
        FieldScanner.elements(of: field, event.object.span) { element in
          if MonitorEvent.text(element, event.object) == value { isThere = true }
        }
        return isThere
      }
    }
  }
}
