internal import Protocol
internal import Syscalls

/// Runs a command for each event, or for all that wait, one after the other, as whoever runs nlctl.
final class CommandQueue {
  private let command: String
  private let coalesces: Bool
  private let gathering: Int64?
  private var waiting: [MonitorEvent] = []
  // When those that wait have been gathered for long enough.
  private var due: Int64 = 0
  private var running: ShellCommand?
  private var current = ""
  private var runs = 0
  private var failures = 0

  // Beyond that nothing more is read from the agent until some have had their turn.
  private static let limit = 10_000

  /// - Parameters:
  ///   - coalesces: whether events of one object that wait become one.
  ///   - gathering: for how many milliseconds events are gathered before the command is run once
  ///     for all of them; nil is a run for each.
  init(_ command: String, coalesces: Bool, gathering: Int64?) {
    self.command = command
    self.coalesces = coalesces
    self.gathering = gathering
  }

  var isFull: Bool { waiting.count >= CommandQueue.limit }
  var isIdle: Bool { running == nil && waiting.isEmpty }

  /// Can be read when the command that runs has ended; -1 where none runs.
  var number: Int32 {
    switch running {
    case .some(let running): return running.number
    case .none: return -1
    }
  }

  /// How long until those that wait have been gathered; nil where nothing waits for that.
  var patience: Int64? {
    guard running == nil, !waiting.isEmpty else { return nil }
    return max(0, due - KernelClock.monotonicMilliseconds())
  }

  func add(_ event: MonitorEvent) {
    if waiting.isEmpty { due = KernelClock.monotonicMilliseconds() + (gathering ?? 0) }
    if coalesces,
      let index = waiting.lastIndex(where: {
        $0.key == event.key && $0.topic.name == event.topic.name
      })
    {
      guard let merged = event.merged(after: waiting[index].action) else {
        waiting.remove(at: index)
        return
      }
      waiting[index] = merged
    } else {
      waiting.append(event)
    }
  }

  /// Forgets those that wait.
  func cancel() {
    waiting = []
  }

  /// Gathers no longer.
  func hurry() {
    due = 0
  }

  /// To be called when the command has ended, when one was added, or when `patience` is over.
  func advance() {
    if let running = running.take() {
      if (try? Poll.readable([running.number], milliseconds: 0)) == [] {
        self.running = consume running
        return
      }
      note(running.ending())
    }
    while running == nil, patience == 0 {
      if gathering == nil {
        let event = waiting.removeFirst()
        start(event.words, event.text + [0x0a], event.environment)
      } else {
        let events = waiting
        waiting = []
        start(
          events.count == 1 ? events[0].words : "\(events.count) events",
          events.flatMap { $0.text + [0x0a] }, [Array("NL_EVENTS=\(events.count)".utf8)])
      }
    }
  }

  private func start(_ words: String, _ input: [UInt8], _ environment: [[UInt8]]) {
    runs += 1
    current = words
    do throws(SystemCallError) {
      running = try ShellCommand(
        command, input: input.rawBytes, environment: environment, replacing: "NL_")
    } catch {
      failures += 1
      NLCtl.complain("cannot run the command for \(current): \(error.explanation)")
    }
  }

  private func note(_ ending: ShellCommand.Ending) {
    switch ending {
    case .status(0): return
    case .status(let status):
      NLCtl.complain("the command for \(current) failed with status \(status)")
    case .signal(let signal):
      NLCtl.complain("the command for \(current) was ended by signal \(signal)")
    }
    failures += 1
  }

  /// Tells how many failed.
  func summarize() {
    guard failures > 0 else { return }
    NLCtl.complain("\(failures) of \(runs) commands failed")
  }
}

extension MonitorEvent {
  /// For people: `link eth0 added`.
  var words: String {
    let name = MonitorEvent.text(title, object) ?? []
    return "\(topic.name) \(String(decoding: name, as: UTF8.self)) \(action.rawValue)"
  }

  /// One event that says what this one and the one before it say; nil where that is nothing.
  func merged(after earlier: Action) -> MonitorEvent? {
    var event = self
    switch (earlier, action) {
    case (.added, .removed), (.present, .removed): return nil
    case (.added, _), (.present, _): event.action = earlier
    case (.removed, .added): event.action = .changed
    default: return event
    }
    if event.action != action {
      event = MonitorEvent(topic, event.action, object)
    }
    return event
  }

  /// NL_TOPIC, NL_ACTION, and each scalar of the object: NL_NAME, NL_OPER_STATE and so on.
  var environment: [[UInt8]] {
    var variables = ["NL_TOPIC=\(topic.name)", "NL_ACTION=\(action.rawValue)"].map {
      Array($0.utf8)
    }
    var isNamed = false
    var isIndexed = false
    FieldScanner.members(of: object) { name, field in
      guard let text = MonitorEvent.text(field, object) else { return }
      isNamed = isNamed || name == "name"
      isIndexed = isIndexed || name == "index"
      variables.append(Array("\(MonitorEvent.variable(name))=".utf8) + text)
    }
    for (isThere, name, member) in [
      (isNamed, "NL_NAME=", "interface"), (isIndexed, "NL_INDEX=", "interfaceIndex"),
    ] where !isThere {
      if let text = text(member) { variables.append(Array(name.utf8) + text) }
    }
    return variables
  }

  /// `operState` is NL_OPER_STATE, `linkNetnsID` is NL_LINK_NETNS_ID.
  static func variable(_ member: String) -> String {
    var name = "NL_"
    var wasUpper = true
    for letter in member {
      if letter.isUppercase, !wasUpper { name += "_" }
      wasUpper = letter.isUppercase
      name += letter.uppercased()
    }
    return name
  }
}
