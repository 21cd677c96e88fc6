internal import Protocol

/// What the command line of `nlctl monitor` comes to.
struct MonitorOptions {
  let invocation: Invocation
  let settings: Settings
  let topics: [EventTopic]
  let condition: MonitorCondition?
  let showsSnapshot: Bool
  /// After how many changes it ends.
  let count: Int?
  /// What is run for each change.
  let command: String?
  /// Whether changes of one object that wait for the command become one.
  let coalesces: Bool
  /// What the topic pressure is to tell of; none without it.
  let stalls: [StallOption]

  /// - Parameter only: the topics; nil for those that the operands name.
  init(_ invocation: Invocation, topics only: [EventTopic]? = nil) throws(Failure) {
    self.invocation = invocation
    settings = try Settings(invocation)
    if let only {
      topics = only
    } else {
      topics = try MonitorOptions.topics(invocation)
    }
    if let text = invocation.value("--until") {
      condition = try MonitorCondition(text, topics, invocation)
    } else {
      condition = nil
    }
    showsSnapshot = !invocation.has("--no-snapshot")
    if let text = invocation.value("--count") {
      guard let number = Int(text), number > 0 else {
        throw invocation.usage("--count takes a number from 1 on, not \"\(text)\"")
      }
      count = number
    } else {
      count = nil
    }
    command = invocation.value("--exec")
    coalesces = invocation.has("--coalesce")
    if coalesces, command == nil { throw invocation.usage("--coalesce is for --exec") }
    stalls = try MonitorOptions.stalls(topics, invocation)
  }

  private static func stalls(
    _ topics: [EventTopic], _ invocation: Invocation
  ) throws(Failure) -> [StallOption] {
    guard topics.contains(where: { $0.name == EventTopic.pressure.name }) else {
      for name in ["--stall", "--cgroup"] where invocation.has(name) {
        throw invocation.usage("\(name) is for the topic pressure: nlctl monitor pressure")
      }
      return []
    }
    var stalls: [StallOption] = []
    for text in invocation.values("--stall") {
      guard let stall = StallOption(text) else {
        throw invocation.usage(
          "--stall takes RESOURCE:KIND:STALL/WINDOW, as in memory:some:200ms/2s, not \"\(text)\"")
      }
      stalls.append(stall)
    }
    return stalls.isEmpty ? StallOption.usual : stalls
  }

  private static func topics(_ invocation: Invocation) throws(Failure) -> [EventTopic] {
    guard !invocation.operands.isEmpty else { return EventTopic.all.filter { $0.list != nil } }
    var topics: [EventTopic] = []
    for name in invocation.operands {
      guard let topic = EventTopic.find(name) else {
        let names = EventTopic.all.map(\.name)
        let nearest = Spelling.nearest(to: name, among: names)
        throw invocation.usage(
          "there is no topic \"\(name)\""
            + (nearest.map { "; did you mean \($0)?" }
              ?? "; there are \(names.joined(separator: ", "))"))
      }
      topics.append(topic)
    }
    return topics
  }
}
