internal import Protocol

/// The command line of `nlctl monitor`, and of commands that subscribe to one topic.
struct MonitorOptions {
  let invocation: Invocation
  let settings: Settings
  let topics: [EventTopic]
  let condition: MonitorCondition?
  /// Whether present objects are printed, or passed to the command.
  let showsSnapshot: Bool
  /// The number of changes after which to end.
  let count: Int?
  /// The shell command to run for changes.
  let command: String?
  /// Whether queued changes of one object are merged.
  let coalesces: Bool
  /// For how long changes are gathered for one run of the command; nil runs it for each change.
  let gatherMilliseconds: Int64?
  /// The thresholds of the topic pressure; empty without that topic.
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
    count = try invocation.number("--count", from: 1)
    command = invocation.value("--exec")
    coalesces = invocation.has("--coalesce")
    gatherMilliseconds = try invocation.milliseconds("--gather").map { Int64($0) }
    for name in ["--coalesce", "--gather", "--snapshot"] where command == nil {
      if invocation.has(name) { throw invocation.usage("\(name) is for --exec") }
    }
    showsSnapshot =
      command == nil ? !invocation.has("--no-snapshot") : invocation.has("--snapshot")
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
    return stalls.isEmpty ? StallOption.defaults : stalls
  }

  private static func topics(_ invocation: Invocation) throws(Failure) -> [EventTopic] {
    guard !invocation.operands.isEmpty else { return EventTopic.all.filter { $0.list != nil } }
    var topics: [EventTopic] = []
    for name in invocation.operands {
      guard let topic = EventTopic.find(name) else {
        throw invocation.unknown(
          name, among: EventTopic.all.map(\.name), "there is no topic \"\(name)\"")
      }
      topics.append(topic)
    }
    return topics
  }
}
