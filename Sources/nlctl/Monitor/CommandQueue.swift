internal import Protocol
internal import Syscalls

/// Runs a command for each event, one after the other, as whoever runs nlctl.
final class CommandQueue {
  private let command: String
  private let coalesces: Bool
  private var waiting: [MonitorEvent] = []
  private var running: ShellCommand?
  private var current = ""
  private var runs = 0
  private var failures = 0

  // Beyond that nothing more is read from the agent until some have had their turn.
  private static let limit = 10_000

  /// - Parameter coalesces: whether events of one object that wait become one.
  init(_ command: String, coalesces: Bool) {
    self.command = command
    self.coalesces = coalesces
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

  func add(_ event: MonitorEvent) {
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

  /// To be called when the command has ended, or when one was added.
  func advance() {
    if let running = running.take() {
      if (try? Poll.readable([running.number], milliseconds: 0)) == [] {
        self.running = consume running
        return
      }
      note(running.ending())
    }
    while running == nil, !waiting.isEmpty { start(waiting.removeFirst()) }
  }

  private func start(_ event: MonitorEvent) {
    runs += 1
    current = event.words
    do throws(Errno) {
      running = try ShellCommand(
        command, input: (event.text + [0x0a]).rawBytes, environment: event.environment,
        replacing: "NL_")
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
    case (.added, .removed): return nil
    case (.added, _): event.action = .added
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
