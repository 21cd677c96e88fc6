internal import Protocol
internal import Syscalls

/// Prints events for people.
protocol EventRenderer {
  func write(_ event: MonitorEvent, to out: inout OutputBuffer)
}

/// Prints each event as one line: time, action, topic, name of the object, and its values or their
/// changes.
struct EventLineRenderer: EventRenderer {
  private let hasColor: Bool
  private let topicWidth: Int
  // The longest name of a network interface (IFNAMSIZ - 1).
  private static let nameWidth = 15

  init(_ topics: [EventTopic], hasColor: Bool) {
    self.hasColor = hasColor
    topicWidth = topics.map(\.name.utf8.count).max() ?? 0
  }

  func write(_ event: MonitorEvent, to out: inout OutputBuffer) {
    _ = out.timeOfDay()
    out.append(literal: "  ")
    color(event.action, &out)
    out.append(EventLineRenderer.sign(event.action))
    out.append(UInt8(ascii: " "))
    out.append(event.topic.name)
    if hasColor { out.append(literal: "\u{1b}[0m") }
    out.append(UInt8(ascii: " "), times: topicWidth - event.topic.name.utf8.count + 1)
    let width = out.cell(event.object.span, event.objectName)
    out.append(UInt8(ascii: " "), times: max(1, EventLineRenderer.nameWidth - width + 1))
    if event.action == .changed, let before = event.before {
      ObjectChanges(from: before, to: event.object).write(to: &out)
    } else {
      event.writeSummary(to: &out)
    }
    out.append(UInt8(ascii: "\n"))
  }

  private static func sign(_ action: MonitorEvent.Action) -> UInt8 {
    switch action {
    case .present: UInt8(ascii: "=")
    case .added: UInt8(ascii: "+")
    case .changed: UInt8(ascii: "~")
    case .removed: UInt8(ascii: "-")
    }
  }

  private func color(_ action: MonitorEvent.Action, _ out: inout OutputBuffer) {
    guard hasColor else { return }
    switch action {
    case .present: out.append(literal: "\u{1b}[2m")
    case .added: out.append(literal: "\u{1b}[32m")
    case .changed: out.append(literal: "\u{1b}[33m")
    case .removed: out.append(literal: "\u{1b}[31m")
    }
  }
}
