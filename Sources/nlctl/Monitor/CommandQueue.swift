internal import Protocol
internal import Syscalls

/// Runs a shell command for each event or for batches of events. The runs follow each other, with
/// the rights of the user of nlctl.
final class CommandQueue {
  private let command: String
  private let coalesces: Bool
  private let gatherMilliseconds: Int64?
  private var queued: [MonitorEvent] = []
  // When the queued events are due, in milliseconds of CLOCK_MONOTONIC.
  private var due: Int64 = 0
  private var running: ShellCommand?
  // What the last run was for, for messages.
  private var current = ""
  private var runs = 0
  private var failures = 0

  // With so many queued events nothing more is read from the agent.
  private static let limit = 10_000

  /// - Parameters:
  ///   - coalesces: whether queued events of one object are merged.
  ///   - gatherMilliseconds: for how long events are gathered for one run; nil runs the command for
  ///     each event.
  init(_ command: String, coalesces: Bool, gatherMilliseconds: Int64?) {
    self.command = command
    self.coalesces = coalesces
    self.gatherMilliseconds = gatherMilliseconds
  }

  var isFull: Bool { queued.count >= CommandQueue.limit }
  var isIdle: Bool { running == nil && queued.isEmpty }

  /// A descriptor that becomes readable when the running command has ended; -1 if none runs.
  var number: Int32 {
    switch running {
    case .some(let running): return running.number
    case .none: return -1
    }
  }

  /// Milliseconds until the queued events are due; nil if a command runs or none are queued.
  var millisecondsUntilDue: Int64? {
    guard running == nil, !queued.isEmpty else { return nil }
    return max(0, due - KernelClock.monotonicMilliseconds())
  }

  func add(_ event: MonitorEvent) {
    if queued.isEmpty {
      due = KernelClock.monotonicMilliseconds() + (gatherMilliseconds ?? 0)
    }
    if coalesces,
      let index = queued.lastIndex(where: {
        $0.key == event.key && $0.topic.name == event.topic.name
      })
    {
      guard let merged = event.merged(after: queued[index].action) else {
        queued.remove(at: index)
        return
      }
      queued[index] = merged
    } else {
      queued.append(event)
    }
  }

  /// Removes the queued events.
  func removeQueued() {
    queued = []
  }

  /// Makes the queued events due now.
  func endGathering() {
    due = 0
  }

  /// Starts the next command if it is time. Must be called when a command has ended, when an event
  /// was added, and after `millisecondsUntilDue`.
  func advance() {
    if let running = running.take() {
      if (try? Poll.readable([running.number], milliseconds: 0)) == [] {
        self.running = consume running
        return
      }
      count(running.ending())
    }
    while running == nil, millisecondsUntilDue == 0 {
      if gatherMilliseconds == nil {
        let event = queued.removeFirst()
        start(event.summary, event.line, event.environment)
      } else {
        let events = queued
        queued = []
        start(
          events.count == 1 ? events[0].summary : "\(events.count) events",
          events.flatMap(\.line), [Array("NL_EVENTS=\(events.count)".utf8)])
      }
    }
  }

  private func start(_ summary: String, _ input: [UInt8], _ environment: [[UInt8]]) {
    runs += 1
    current = summary
    do throws(SystemCallError) {
      running = try ShellCommand(
        command, input: input.rawBytes, environment: environment, replacing: "NL_")
    } catch {
      failures += 1
      Diagnostics.report("cannot run the command for \(current): \(error.explanation)")
    }
  }

  private func count(_ ending: ShellCommand.Ending) {
    switch ending {
    case .status(0): return
    case .status(let status):
      Diagnostics.report("the command for \(current) failed with status \(status)")
    case .signal(let signal):
      Diagnostics.report("the command for \(current) was ended by signal \(signal)")
    }
    failures += 1
  }

  /// Prints how many commands failed, if any did.
  func reportFailures() {
    guard failures > 0 else { return }
    Diagnostics.report("\(failures) of \(runs) commands failed")
  }
}

extension MonitorEvent {
  /// For messages: `link eth0 added`.
  var summary: String {
    let name = MonitorEvent.text(objectName, object) ?? []
    return "\(topic.name) \(String(decoding: name, as: UTF8.self)) \(action.rawValue)"
  }

  /// The event as a line of JSON.
  var line: [UInt8] { text + [UInt8(ascii: "\n")] }

  /// One event with the effect of an earlier event and this one; nil if together they have none.
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
  /// An object without the members `name` and `index` has those of its interface.
  var environment: [[UInt8]] {
    var variables = ["NL_TOPIC=\(topic.name)", "NL_ACTION=\(action.rawValue)"].map {
      Array($0.utf8)
    }
    var isNamed = false
    var isIndexed = false
    FieldScanner.members(of: Field(object: object.span), object.span) { name, value in
      let name = String(decoding: object[name.start..<name.end], as: UTF8.self)
      guard let text = MonitorEvent.text(value, object) else { return }
      isNamed = isNamed || name == "name"
      isIndexed = isIndexed || name == "index"
      variables.append(Array("\(MonitorEvent.variable(name))=".utf8) + text)
    }
    for (isSet, name, member) in [
      (isNamed, "NL_NAME=", "interface"), (isIndexed, "NL_INDEX=", "interfaceIndex"),
    ] where !isSet {
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
