internal import Protocol
internal import Syscalls

/// Writes events for people.
protocol EventLines {
  func write(_ event: MonitorEvent, to out: inout OutputBuffer)
}

/// Writes events as lines: when, what, which, and how it is or how it changed.
struct MonitorLine: EventLines {
  private let hasColor: Bool
  private let topicWidth: Int
  // Names are short, and seldom longer than what a device may have.
  private static let nameWidth = 15

  init(_ topics: [EventTopic], hasColor: Bool) {
    self.hasColor = hasColor
    topicWidth = topics.map(\.name.utf8.count).max() ?? 0
  }

  func write(_ event: MonitorEvent, to out: inout OutputBuffer) {
    _ = out.timeOfDay()
    out.append(literal: "  ")
    color(event.action, &out)
    out.append(MonitorLine.sign(event.action))
    out.append(0x20)
    out.append(event.topic.name)
    if hasColor { out.append(literal: "\u{1b}[0m") }
    out.append(0x20, times: topicWidth - event.topic.name.utf8.count + 1)
    let title = event.title
    var width = 0
    if title.isThere {
      width = out.cell(event.object.span, title)
    } else {
      out.append(UInt8(ascii: "-"))
      width = 1
    }
    out.append(0x20, times: max(1, MonitorLine.nameWidth - width + 1))
    if event.action == .changed, let before = event.before {
      MonitorLine.writeChanges(from: before, to: event.object, &out)
    } else {
      event.writeSummary(to: &out)
    }
    out.append(0x0a)
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

  // MARK: What changed

  /// Members that go along with others and say little.
  private static let quiet = [
    "updatedHundredths", "createdHundredths", "carrierChanges", "carrierUpCount",
    "carrierDownCount", "master", "link",
  ]

  private static func writeChanges(
    from before: [UInt8], to now: [UInt8], _ out: inout OutputBuffer
  ) {
    let old = members(before)
    let new = members(now)
    var changed = new.filter { member in
      !old.contains { $0.name == member.name && same($0.value, before, member.value, now) }
    }.map(\.name)
    changed += old.filter { member in !new.contains { $0.name == member.name } }.map(\.name)
    let loud = changed.filter { !quiet.contains($0) }
    var isFirst = true
    for name in loud.isEmpty ? changed : loud {
      if !isFirst { out.append(literal: ", ") }
      isFirst = false
      out.append(name)
      out.append(0x20)
      let from = old.first { $0.name == name }?.value ?? Field()
      let to = new.first { $0.name == name }?.value ?? Field()
      if from.kind == .array, to.kind == .array {
        writeElements(from, before, to, now, &out)
      } else {
        _ = out.cell(before.span, from)
        out.append(literal: " → ")
        _ = out.cell(now.span, to)
      }
    }
  }

  /// Which elements of a list came, and which went.
  private static func writeElements(
    _ from: Field, _ before: [UInt8], _ to: Field, _ now: [UInt8], _ out: inout OutputBuffer
  ) {
    let old = elements(from, before)
    let new = elements(to, now)
    var changes = new.filter { element in
      !old.contains { same($0, before, element, now) }
    }.map { (UInt8(ascii: "+"), $0, now) }
    changes += old.filter { element in
      !new.contains { same($0, now, element, before) }
    }.map { (UInt8(ascii: "-"), $0, before) }
    for (index, change) in changes.enumerated() {
      if index > 0 { out.append(0x20) }
      out.append(change.0)
      _ = out.cell(change.2.span, change.1)
    }
    if changes.isEmpty { out.append(literal: "in another order") }
  }

  private static func elements(_ list: Field, _ text: [UInt8]) -> [Field] {
    var elements: [Field] = []
    FieldScanner.elements(of: list, text.span) { elements.append($0) }
    return elements
  }

  private static func same(
    _ one: Field, _ text: [UInt8], _ other: Field, _ otherText: [UInt8]
  ) -> Bool {
    one.kind == other.kind
      && text[one.start..<one.end].elementsEqual(otherText[other.start..<other.end])
  }

  private static func members(_ text: [UInt8]) -> [(name: String, value: Field)] {
    var members: [(name: String, value: Field)] = []
    FieldScanner.members(of: text) { name, value in
      // The exact bytes of a name that changes as well.
      if !name.hasSuffix("Hex") { members.append((name, value)) }
    }
    return members
  }
}

extension OutputBuffer {
  /// Appends the time of day with milliseconds, in twelve characters.
  mutating func timeOfDay() -> Int {
    let time = KernelClock.timeOfDay()
    for (value, end) in [(time.hour, ":"), (time.minute, ":"), (time.second, ".")] {
      if value < 10 { append(0x30) }
      decimal(value)
      append(end)
    }
    for limit in [100, 10] where time.millisecond < limit { append(0x30) }
    decimal(time.millisecond)
    return 12
  }
}

extension FieldScanner {
  /// Calls `body` with each member of an object.
  static func members(of text: [UInt8], _ body: (String, Field) -> Void) {
    let bytes = text.span
    var scanner = FieldScanner(offset: 1)
    while true {
      scanner.skipSeparators(bytes)
      guard scanner.offset < bytes.count, bytes[scanner.offset] == UInt8(ascii: "\"") else {
        return
      }
      let key = scanner.value(bytes)
      scanner.skipSeparators(bytes)
      let value = scanner.value(bytes)
      body(String(decoding: text[key.start..<key.end], as: UTF8.self), value)
    }
  }
}

extension MonitorEvent {
  /// What the object is called: the name of a link, or of what it belongs to.
  var title: Field {
    switch topic.name {
    case "route": return member("table")
    case "rule": return member("priority")
    default: break
    }
    for name in ["name", "interface", "protocol", "resource", "command"] {
      let field = member(name)
      if field.isThere { return field }
    }
    return member(topic.keys.first ?? "")
  }

  /// The members that say what the object is like; of a topic that is not here all scalars are
  /// written, under their names.
  private static let summaries: [String: [(words: String, member: String)]] = [
    "link": [
      ("", "kind"), ("", "operState"), ("mtu ", "mtu"), ("master ", "masterName"),
      ("peer ", "linkName"), ("address ", "address"),
    ],
    "address": [
      ("", "address"), ("/", "prefixLength"), ("peer ", "peer"), ("scope ", "scope"),
      ("flags ", "flags"),
    ],
    "route": [
      ("", "destination"), ("/", "prefixLength"), ("", "type"), ("protocol ", "protocol"),
      ("metric ", "priority"),
    ],
    "neighbor": [("", "address"), ("at ", "linkAddress"), ("", "state"), ("flags ", "flags")],
    "rule": [
      ("", "family"), ("from ", "from"), ("/", "fromPrefixLength"), ("to ", "to"),
      ("/", "toPrefixLength"), ("iif ", "inputInterface"), ("oif ", "outputInterface"),
      ("mark ", "mark"), ("", "action"), ("", "table"),
    ],
    "taskExit": [("pid ", "pid"), ("of ", "tgid"), ("user ", "user")],
    "pressure": [("", "kind"), ("of ", "path")],
    "socketClose": [
      ("", "localAddress"), (":", "localPort"), ("→ ", "remoteAddress"), (":", "remotePort"),
    ],
  ]

  func writeSummary(to out: inout OutputBuffer) {
    var isFirst = true
    if let parts = MonitorEvent.summaries[topic.name] {
      for part in parts {
        let field = member(part.member)
        guard field.isThere else { continue }
        // What belongs to the word before it stands close to it.
        if !isFirst, part.words != "/", part.words != ":" { out.append(0x20) }
        isFirst = false
        out.append(part.words)
        _ = out.cell(object.span, field)
      }
      if topic.name == "socketClose" {
        writeTraffic(to: &out)
        writeProcesses(to: &out)
      }
      if topic.name == "route" { writeLegs(to: &out) }
      if topic.name == "pressure" { writeStalls(to: &out) }
      if topic.name == "taskExit" { writeExit(to: &out) }
      return
    }
    FieldScanner.members(of: object) { name, field in
      guard field.isThere, field.kind != .object, field.kind != .array else { return }
      if !isFirst { out.append(0x20) }
      isFirst = false
      out.append(name)
      out.append(0x20)
      _ = out.cell(object.span, field)
    }
  }

  private func writeLegs(to out: inout OutputBuffer) {
    FieldScanner.elements(of: member("nextHops"), object.span) { leg in
      for (words, name) in [(" via ", "gateway"), (" dev ", "interface")] {
        let field = FieldScanner.member(name.utf8, of: leg, object.span)
        guard field.isThere else { continue }
        out.append(words)
        _ = out.cell(object.span, field)
      }
    }
  }

  private func writeProcesses(to out: inout OutputBuffer) {
    FieldScanner.elements(of: member("processes"), object.span) { process in
      out.append(0x20)
      _ = out.cell(object.span, FieldScanner.member("command".utf8, of: process, object.span))
      out.append(UInt8(ascii: "("))
      _ = out.cell(object.span, FieldScanner.member("pid".utf8, of: process, object.span))
      out.append(UInt8(ascii: ")"))
    }
    let reason = member("ownerUnknown")
    guard reason.isThere else { return }
    out.append(" (")
    _ = out.cell(object.span, reason)
    out.append(UInt8(ascii: ")"))
  }

  private func writeExit(to out: inout OutputBuffer) {
    out.append(0x20)
    _ = out.cell(
      object.span, FieldScanner.member("words".utf8, of: member("exit"), object.span))
    guard let elapsed = Row.number(object.span, member("elapsedMicroseconds")) else { return }
    out.append(literal: " after ")
    _ = out.seconds(elapsed)
  }

  private func writeStalls(to out: inout OutputBuffer) {
    for name in ["some", "full"] {
      let average = FieldScanner.member("avg10".utf8, of: member(name), object.span)
      guard average.isThere else { continue }
      out.append(" \(name) ")
      _ = out.cell(object.span, average)
      out.append(literal: "%")
    }
  }

  private func writeTraffic(to out: inout OutputBuffer) {
    let info = member("tcpInfo")
    for (words, name) in [(" sent ", "tcpi_bytes_acked"), (" received ", "tcpi_bytes_received")] {
      let field = FieldScanner.member(name.utf8, of: info, object.span)
      guard field.isThere else { continue }
      out.append(words)
      _ = out.cell(object.span, field)
    }
  }
}
