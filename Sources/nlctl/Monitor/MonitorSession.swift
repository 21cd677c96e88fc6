internal import Protocol
internal import Syscalls

/// Subscribes to topics and prints their events, or runs a command for them, until there is a
/// reason to end. When the agent restarts, it connects again and prints what changed meanwhile.
struct MonitorSession: ~Copyable {
  private let options: MonitorOptions
  private let settings: Settings
  private let topics: [EventTopic]
  private let renderer: any EventRenderer
  private let parameters: (inout JSONWriter) -> Void
  private let deadline: Deadline
  // How many changes are left of `--count`.
  private var left: Int?
  private var commands: CommandQueue?
  private var objects = KnownObjects()
  private var out = OutputBuffer(.output)
  // The number of the last notification; nil until the subscription was answered.
  private var sequence: UInt64?
  private var isFirstSubscription = true
  private var conditionHolds = false
  // Whether the last overrun lost events that no resynchronization replaces.
  private var hasLostEvents = false

  private static let shortestPause: Int64 = 100
  private static let longestPause: Int64 = 5_000

  /// - Parameters:
  ///   - renderer: prints events for people; nil prints the usual lines.
  ///   - parameters: writes further parameters of `subscribe`.
  init(
    _ options: MonitorOptions, renderer: (any EventRenderer)? = nil,
    parameters: @escaping (inout JSONWriter) -> Void = { _ in }
  ) {
    self.parameters = parameters
    self.options = options
    settings = options.settings
    topics = options.topics
    self.renderer =
      renderer ?? EventLineRenderer(options.topics, hasColor: options.settings.hasColor)
    deadline = Deadline(options.settings)
    left = options.count
    commands = options.command.map {
      CommandQueue(
        $0, coalesces: options.coalesces, gatherMilliseconds: options.gatherMilliseconds)
    }
  }

  // MARK: Running

  mutating func run() throws(Failure) -> ExitStatus {
    // Events that were received before an error are printed before it.
    defer { out.flush() }
    let termination: SignalFile
    do throws(SystemCallError) {
      termination = try SignalFile([.interrupt, .terminate])
    } catch {
      throw Failure(.incomplete, "cannot read signals: \(error)")
    }
    var connection: MonitorConnection? = try MonitorConnection(settings, deadline)
    try subscribe(&connection)
    var pause = MonitorSession.shortestPause
    while !isEnded {
      let wasConnected = connection != nil
      let ready = try wait(connection?.number, termination.number, connection == nil ? pause : nil)
      if ready.contains(1) {
        commands?.removeQueued()
        break
      }
      if deadline.isOver {
        commands?.removeQueued()
        let isSuccess = conditionHolds || (options.condition == nil && left == nil)
        return try finish(isSuccess ? .success : .notFound)
      }
      if wasConnected {
        if ready.contains(0) { try receive(&connection) }
      } else if let fresh = try? MonitorConnection(settings, deadline) {
        connection = consume fresh
        pause = MonitorSession.shortestPause
        Diagnostics.report("connected again")
        try subscribe(&connection)
      } else {
        pause = min(pause * 2, MonitorSession.longestPause)
      }
      commands?.advance()
      out.flush()
      if try out.isClosedByReader() { break }
    }
    return try finish(.success)
  }

  private var isEnded: Bool { conditionHolds || left == 0 }

  /// Waits for the end of the commands of all printed changes.
  private mutating func finish(_ status: ExitStatus) throws(Failure) -> ExitStatus {
    out.flush()
    commands?.endGathering()
    commands?.advance()
    while commands?.isIdle == false {
      if let command = commands?.number {
        _ = try? Poll.readable([command], milliseconds: -1)
      }
      commands?.advance()
    }
    commands?.reportFailures()
    _ = try out.isClosedByReader()
    return status
  }

  /// Waits for bytes of the agent (0), for a signal (1), for the end of the command (2), or until
  /// something is due.
  /// - Returns: which of them are ready.
  private func wait(
    _ connection: Int32?, _ signals: Int32, _ pause: Int64?
  ) throws(Failure) -> [Int] {
    var numbers = [connection ?? -1, signals, -1]
    if let command = commands?.number { numbers[2] = command }
    if commands?.isFull == true { numbers[0] = -1 }
    let timeout = [pause, deadline.left, commands?.millisecondsUntilDue].compactMap { $0 }.min()
    do throws(SystemCallError) {
      return try Poll.readable(numbers, milliseconds: timeout.map { Int32(clamping: $0) } ?? -1)
    } catch {
      throw Failure(.incomplete, "cannot wait: \(error)")
    }
  }

  // MARK: The connection

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
      json.parameter("interface", invocation.value("--interface"))
      invocation.writeNamespace(&json)
      parameters(&json)
    }
    // An agent that refuses a client sends the reason and closes the connection without reading.
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
    if isFirstSubscription || settings.isPrivate {
      throw Failure(
        .unreachable, "the agent closed the connection", hint: Answer.logHint)
    }
    Diagnostics.report("the agent has ended; waiting until one listens again")
  }

  // MARK: Lines

  private mutating func take(_ line: [UInt8]) throws(Failure) {
    let bytes = line.span
    let root = Field(object: bytes)
    guard line.first == UInt8(ascii: "{") else { throw Answer.foreignProgram(settings) }
    let method = FieldScanner.member("method".utf8, of: root, bytes)
    let parameters = FieldScanner.member("params".utf8, of: root, bytes)
    guard method.hasValue else { return try takeAnswer(line) }
    try checkSequence(FieldScanner.member("sequence".utf8, of: parameters, bytes), line)
    switch String(decoding: line[method.start..<method.end], as: UTF8.self) {
    case "event": takeEvent(line, parameters)
    case "overrun": takeOverrun(line, parameters)
    case "overrunEnded":
      // No differences follow if the events are lost for good.
      guard !hasLostEvents else { break }
      let field = FieldScanner.member("differences".utf8, of: parameters, bytes)
      Diagnostics.report(
        "\(String(decoding: line[field.start..<field.end], as: UTF8.self)) differences")
    case "subscriptionEnded":
      let reason = FieldScanner.member("message".utf8, of: parameters, bytes)
      throw Failure(
        .refused,
        "the agent ended the subscription: "
          + String(decoding: MonitorEvent.text(reason, line) ?? [], as: UTF8.self))
    default: break
    }
  }

  private mutating func takeOverrun(_ line: [UInt8], _ parameters: Field) {
    let lost = FieldScanner.member("lost".utf8, of: parameters, line.span)
    hasLostEvents = lost.kind != .absent
    guard hasLostEvents else {
      return Diagnostics.report("the kernel dropped events; the differences follow")
    }
    let count = lost.number(line.span).map { "\($0)" } ?? "some"
    Diagnostics.report("\(count) exits were lost: they came faster than they could be read")
  }

  private mutating func checkSequence(_ field: Field, _ line: [UInt8]) throws(Failure) {
    let expected = (sequence ?? 0) + 1
    guard let number = field.unsigned(line.span), sequence != nil, number == expected
    else { throw Failure(.incomplete, "a notification is missing before number \(expected)") }
    sequence = expected
  }

  private mutating func takeAnswer(_ line: [UInt8]) throws(Failure) {
    let bytes = line.span
    let result = FieldScanner.member("result".utf8, of: Field(object: bytes), bytes)
    guard result.kind == .object else {
      guard let error = (try? JSONReader.parse(line, limits: .answer))?["error"] else {
        throw Answer.withoutResult
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
    isFirstSubscription = false
  }

  private mutating func takeSnapshot(_ topic: EventTopic, _ present: [[UInt8]]) {
    guard isFirstSubscription else {
      for event in objects.replace(topic, present) where !isEnded { takeChange(event) }
      return
    }
    for object in present where !isEnded {
      let event = MonitorEvent(topic, .present, object)
      _ = objects.apply(event)
      let isWanted = options.condition?.holds(event) == true
      if isWanted { conditionHolds = true }
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
    takeChange(
      objects.apply(
        MonitorEvent(
          topic, action, Array(line[object.start..<object.end]),
          text: Array(line[parameters.start..<parameters.end]))))
  }

  /// Prints a change or runs the command for it, and counts it.
  private mutating func takeChange(_ event: MonitorEvent) {
    if commands != nil { commands?.add(event) } else { show(event) }
    if let count = left { left = count - 1 }
    if options.condition?.holds(event) == true { conditionHolds = true }
  }

  private mutating func show(_ event: MonitorEvent) {
    guard commands == nil else { return }
    if settings.format == .table {
      renderer.write(event, to: &out)
    } else {
      out.append(event.text.span)
      out.append(UInt8(ascii: "\n"))
    }
    out.recordEnded()
  }
}
