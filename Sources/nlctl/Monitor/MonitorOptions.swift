internal import Protocol

/// What the command line of `nlctl monitor` comes to.
struct MonitorOptions {
  let invocation: Invocation
  let settings: Settings
  let topics: [EventTopic]
  let condition: MonitorCondition?
  /// Whether what is there is printed, or handed to the command.
  let showsSnapshot: Bool
  /// After how many changes it ends.
  let count: Int?
  /// What is run for each change.
  let command: String?
  /// Whether changes of one object that wait for the command become one.
  let coalesces: Bool
  /// For how many milliseconds changes are gathered for one run of the command; nil is a run each.
  let gathering: Int64?
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
    gathering = try MonitorOptions.gathering(invocation)
    for name in ["--coalesce", "--gather", "--snapshot"] where command == nil {
      if invocation.has(name) { throw invocation.usage("\(name) is for --exec") }
    }
    showsSnapshot =
      command == nil ? !invocation.has("--no-snapshot") : invocation.has("--snapshot")
    stalls = try MonitorOptions.stalls(topics, invocation)
  }

  private static func gathering(_ invocation: Invocation) throws(Failure) -> Int64? {
    guard let text = invocation.value("--gather") else { return nil }
    guard let seconds = Double(text), seconds >= 0, seconds <= 1_000_000 else {
      throw invocation.usage("--gather takes seconds, for instance 0.1, not \"\(text)\"")
    }
    return Int64(seconds * 1000)
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
