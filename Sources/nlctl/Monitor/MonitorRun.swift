internal import Protocol
internal import Syscalls

/// Tells what changes until there is a reason to end. An agent that restarts is waited for, and
/// what changed meanwhile is told then.
struct Monitor: ~Copyable {
  private let options: MonitorOptions
  private let settings: Settings
  private let topics: [EventTopic]
  private let lines: any EventLines
  private let parameters: (inout JSONWriter) -> Void
  private let deadline: Int64?
  private var left: Int?
  private var commands: CommandQueue?
  private var picture = MonitorPicture()
  private var out = OutputBuffer(.output)
  // Of the subscription; nil until it was answered.
  private var sequence: UInt64?
  private var isFirst = true
  private var isMet = false
  // Whether the last overrun was of events that nothing makes good.
  private var isLost = false

  private static let shortestPause: Int64 = 100
  private static let longestPause: Int64 = 5_000

  /// - Parameters:
  ///   - lines: what writes events for people; nil for the usual lines.
  ///   - parameters: writes those of `subscribe` that the options do not know.
  init(
    _ options: MonitorOptions, lines: (any EventLines)? = nil,
    asking parameters: @escaping (inout JSONWriter) -> Void = { _ in }
  ) {
    self.parameters = parameters
    self.options = options
    settings = options.settings
    topics = options.topics
    self.lines = lines ?? MonitorLine(options.topics, hasColor: options.settings.hasColor)
    deadline = settings.timeoutMilliseconds.map { KernelClock.monotonicMilliseconds() + Int64($0) }
    left = options.count
    commands = options.command.map {
      CommandQueue($0, coalesces: options.coalesces, gathering: options.gathering)
    }
  }

  // MARK: Running

  mutating func run() throws(Failure) -> ExitStatus {
    let termination: FileDescriptor
    do throws(SystemCallError) {
      termination = try Signals.terminationDescriptor()
    } catch {
      throw Failure(.incomplete, "cannot read signals: \(error)")
    }
    var connection: MonitorConnection? = try MonitorConnection(settings)
    try subscribe(&connection)
    var pause = Monitor.shortestPause
    while !isEnded {
      let wasConnected = connection != nil
      let ready = try wait(connection?.number, termination.number, connection == nil ? pause : nil)
      if ready.contains(1) {
        commands?.cancel()
        break
      }
      if let deadline, KernelClock.monotonicMilliseconds() >= deadline {
        commands?.cancel()
        return try finish(isMet || (options.condition == nil && left == nil) ? .success : .notThere)
      }
      if wasConnected {
        if ready.contains(0) { try receive(&connection) }
      } else if let fresh = try? MonitorConnection(settings) {
        connection = consume fresh
        pause = Monitor.shortestPause
        NLCtl.complain("connected again")
        try subscribe(&connection)
      } else {
        pause = min(pause * 2, Monitor.longestPause)
      }
      commands?.advance()
      out.flush()
      if try out.isGone() { break }
    }
    return try finish(.success)
  }

  private var isEnded: Bool { isMet || left == 0 }

  /// Lets the commands of all that was told end.
  private mutating func finish(_ status: ExitStatus) throws(Failure) -> ExitStatus {
    out.flush()
    commands?.hurry()
    commands?.advance()
    while commands?.isIdle == false {
      if let command = commands?.number {
        _ = try? Poll.readable([command], milliseconds: -1)
      }
      commands?.advance()
    }
    commands?.summarize()
    _ = try out.isGone()
    return status
  }

  private func wait(
    _ connection: Int32?, _ signals: Int32, _ pause: Int64?
  ) throws(Failure) -> [Int] {
    var numbers = [connection ?? -1, signals, -1]
    if let command = commands?.number { numbers[2] = command }
    if commands?.isFull == true { numbers[0] = -1 }
    let now = KernelClock.monotonicMilliseconds()
    let patience = [pause, deadline.map { max(0, $0 - now) }, commands?.patience]
      .compactMap { $0 }.min()
    do throws(SystemCallError) {
      return try Poll.readable(numbers, milliseconds: patience.map { Int32(clamping: $0) } ?? -1)
    } catch {
      throw Failure(.incomplete, "cannot wait: \(error)")
    }
  }

  // MARK: The conversation

  private mutating func subscribe(_ connection: inout MonitorConnection?) throws(Failure) {
    sequence = nil
    let topics = topics
    let invocation = options.invocation
    let stalls = options.stalls
    let parameters = parameters
    let request = Request.line("subscribe") { json in
      json.key("topics")
      json.beginArray()
      for topic in topics { json.string(topic.name) }
      json.endArray()
      if !stalls.isEmpty {
        json.key("pressure")
        json.beginArray()
        for stall in stalls { stall.write(invocation.value("--cgroup"), to: &json) }
        json.endArray()
      }
      if let interface = invocation.value("--interface") { json.member("interface", interface) }
      invocation.writeNamespace(&json)
      parameters(&json)
    }
    // An agent that refuses says why and hangs up without reading.
    try? connection?.send(request.bytes)
  }

  private mutating func receive(_ connection: inout MonitorConnection?) throws(Failure) {
    guard var open = connection.take() else { return }
    let isOpen = open.receive()
    while !isEnded, let line = open.line() { try take(line) }
    guard !isOpen else {
      connection = consume open
      return
    }
    if isFirst || settings.isPrivate {
      throw Failure(
        .unreachable, "the agent hung up",
        hint: "Its log may say why: journalctl -u nlagent")
    }
    NLCtl.complain("the agent is gone; waiting for one to come back")
  }

  private mutating func take(_ line: [UInt8]) throws(Failure) {
    let bytes = line.span
    let root = Field(kind: .object, start: 0, end: bytes.count)
    guard line.first == UInt8(ascii: "{") else {
      throw Failure(
        .incomplete, "what listens on \(settings.socket) does not answer as an nlagent does")
    }
    let method = FieldScanner.member("method".utf8, of: root, bytes)
    let parameters = FieldScanner.member("params".utf8, of: root, bytes)
    guard method.isThere else { return try takeAnswer(line) }
    try checkSequence(FieldScanner.member("sequence".utf8, of: parameters, bytes), line)
    switch String(decoding: line[method.start..<method.end], as: UTF8.self) {
    case "event": takeEvent(line, parameters)
    case "overrun": takeOverrun(line, parameters)
    case "overrunEnded":
      // Nothing follows what was lost for good.
      guard !isLost else { break }
      let field = FieldScanner.member("differences".utf8, of: parameters, bytes)
      NLCtl.complain(
        "\(String(decoding: line[field.start..<field.end], as: UTF8.self)) differences")
    case "subscriptionEnded":
      let reason = FieldScanner.member("message".utf8, of: parameters, bytes)
      throw Failure(
        .refused,
        "the agent ended it: "
          + String(decoding: MonitorEvent.text(reason, line) ?? [], as: UTF8.self))
    default: break
    }
  }

  private mutating func takeOverrun(_ line: [UInt8], _ parameters: Field) {
    let lost = FieldScanner.member("lost".utf8, of: parameters, line.span)
    isLost = lost.kind != .absent
    guard isLost else {
      return NLCtl.complain("the kernel dropped events; what is different follows")
    }
    let count = Row.number(line.span, lost).map { "\($0)" } ?? "some"
    NLCtl.complain("\(count) exits were lost: they came too fast to be told")
  }

  private mutating func checkSequence(_ field: Field, _ line: [UInt8]) throws(Failure) {
    let expected = (sequence ?? 0) + 1
    guard let number = Row.number(line.span, field), sequence != nil, UInt64(number) == expected
    else { throw Failure(.incomplete, "a notification is missing before number \(expected)") }
    sequence = expected
  }

  private mutating func takeAnswer(_ line: [UInt8]) throws(Failure) {
    let bytes = line.span
    let root = Field(kind: .object, start: 0, end: bytes.count)
    let result = FieldScanner.member("result".utf8, of: root, bytes)
    guard result.kind == .object else {
      guard let error = (try? JSONReader.parse(line, limits: .answer))?["error"] else {
        throw Failure(.incomplete, "the answer has no result", hint: "Is it an nlagent?")
      }
      throw Answer.refusal(error)
    }
    sequence = 0
    let snapshot = FieldScanner.member("snapshot".utf8, of: result, bytes)
    for topic in topics {
      guard let name = topic.list else { continue }
      let list = FieldScanner.member(name.utf8, of: snapshot, bytes)
      var objects: [[UInt8]] = []
      FieldScanner.elements(of: list, bytes) { objects.append(Array(line[$0.start..<$0.end])) }
      takeSnapshot(topic, objects)
    }
    isFirst = false
  }

  private mutating func takeSnapshot(_ topic: EventTopic, _ objects: [[UInt8]]) {
    guard isFirst else {
      for event in picture.replace(topic, objects) where !isEnded { tell(event) }
      return
    }
    for object in objects where !isEnded {
      let event = MonitorEvent(topic, .present, object)
      _ = picture.apply(event)
      let isWanted = options.condition?.holds(event) == true
      if isWanted { isMet = true }
      if options.showsSnapshot { commands?.add(event) }
      if options.showsSnapshot || isWanted { show(event) }
    }
  }

  private mutating func takeEvent(_ line: [UInt8], _ parameters: Field) {
    let bytes = line.span
    func text(_ name: String) -> String {
      let field = FieldScanner.member(name.utf8, of: parameters, bytes)
      return String(decoding: line[field.start..<field.end], as: UTF8.self)
    }
    guard let topic = EventTopic.find(text("topic")),
      let action = MonitorEvent.Action(rawValue: text("action"))
    else { return }
    let object = FieldScanner.member(topic.member.utf8, of: parameters, bytes)
    guard object.kind == .object else { return }
    tell(
      picture.apply(
        MonitorEvent(
          topic, action, Array(line[object.start..<object.end]),
          text: Array(line[parameters.start..<parameters.end]))))
  }

  /// Prints an event or runs the command for it.
  private mutating func tell(_ event: MonitorEvent) {
    if commands != nil { commands?.add(event) } else { show(event) }
    if let count = left { left = count - 1 }
    if options.condition?.holds(event) == true { isMet = true }
  }

  private mutating func show(_ event: MonitorEvent) {
    guard commands == nil else { return }
    if settings.format == .table {
      lines.write(event, to: &out)
    } else {
      out.append(event.text.span)
      out.append(0x0a)
    }
    out.recordEnded()
  }
}
