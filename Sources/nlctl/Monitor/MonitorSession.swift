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
  private var hasAnswered = false
  private var notice = WaitingNotice()
  // `incomplete` if a snapshot was.
  private var verdict = ExitStatus.success
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
      if sequence == nil { notice.sayIfDue() }
      if deadline.isOver {
        commands?.removeQueued()
        guard hasAnswered else {
          throw Failure(
            .unreachable, "the agent did not answer in time",
            hint: "Allow more time with --timeout.")
        }
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
    return status == .success ? verdict : status
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
    let timeout = [
      pause, deadline.left, commands?.millisecondsUntilDue, sequence == nil ? notice.left : nil,
    ].compactMap { $0 }.min()
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
    while !isEnded, let line = try open.line() { try take(line) }
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
    switch try SubscriptionLine.read(line, topics, settings) {
    case .answer(let response): try takeAnswer(response)
    case .notification(let notification, let number):
      let expected = (sequence ?? 0) + 1
      guard sequence != nil, number == expected else {
        throw Failure(.incomplete, "a notification is missing before number \(expected)")
      }
      sequence = expected
      try take(notification)
    }
  }

  private mutating func take(
    _ notification: SubscriptionLine.Notification
  ) throws(Failure) {
    switch notification {
    case .event(let event):
      takeChange(objects.apply(event))
      try checkMemory()
    case .overrun(let lost):
      hasLostEvents = lost != nil
      guard let lost else {
        return Diagnostics.report("the kernel dropped events; the differences follow")
      }
      let count = lost.count.map { "\($0)" } ?? "some"
      Diagnostics.report("\(count) exits were lost: they came faster than they could be read")
    case .overrunEnded(let differences, let isComplete):
      // No differences follow if the events are lost for good.
      guard !hasLostEvents else { return }
      Diagnostics.report("\(differences) differences\(isComplete ? "" : "; more may follow")")
    case .subscriptionEnded(let reason):
      throw Failure(.refused, "the agent ended the subscription: \(reason)")
    }
  }

  private mutating func takeAnswer(
    _ response: SubscriptionLine.Response
  ) throws(Failure) {
    guard sequence == nil else { throw Answer.foreign("the agent answered twice") }
    if try Answer.reportProblems(of: response.root, mustSay: true) == .incomplete {
      verdict = .incomplete
    }
    sequence = 0
    hasAnswered = true
    for (topic, list) in response.snapshot { takeSnapshot(topic, list, of: response.line) }
    try checkMemory()
    isFirstSubscription = false
  }

  private mutating func takeSnapshot(_ topic: EventTopic, _ list: Field, of line: [UInt8]) {
    var present: [MonitorEvent] = []
    FieldScanner.elements(of: list, line.span) { field in
      guard objects.isWithinLimit, !isEnded else { return }
      let event = MonitorEvent(topic, .present, Array(line[field.start..<field.end]))
      if isFirstSubscription { takePresent(event) } else { present.append(event) }
    }
    guard !isFirstSubscription else { return }
    for event in objects.replace(topic, present) where !isEnded { takeChange(event) }
  }

  private mutating func takePresent(_ event: MonitorEvent) {
    _ = objects.apply(event)
    let isWanted = options.condition?.holds(event) == true
    if isWanted { conditionHolds = true }
    if options.showsSnapshot { commands?.add(event) }
    if options.showsSnapshot || isWanted { show(event) }
  }

  private func checkMemory() throws(Failure) {
    guard !objects.isWithinLimit else { return }
    throw Failure(
      .incomplete, "the objects take more than \(KnownObjects.limit >> 20) MiB, which nlctl keeps",
      hint: "Subscribe to fewer topics, or to those of one link with --interface.")
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
      out.json(event.text.span)
      out.append(UInt8(ascii: "\n"))
    }
    out.recordEnded()
  }
}
