internal import Limits
internal import Synchronization
internal import Syscalls

/// Starts surveyors, and gives each a time: no thread of the agent ever holds a stranger's file.
public final class Surveyor: Sendable {
  /// The processes whose descriptors a survey could not read.
  struct Gaps {
    /// Those that the kernel refused.
    var refused: Set<Int32> = []
    /// Those that blocked a surveyor.
    var stuck: [Int32] = []
    /// Why the survey ended early.
    var failure: SystemCallError?
  }

  private let program: String
  private let arguments: [String]
  private let patience: Int32
  private let places = Semaphore(Limits.surveyors)
  // Surveyors that did not end when they were killed.
  private let stuck = Mutex<[Int32]>([])

  /// - Parameters:
  ///   - program: the file of a program that calls `SurveyorProcess.run` with its descriptor 3.
  ///   - arguments: its arguments.
  ///   - patience: how long a surveyor may take for one process, in milliseconds; nil for the
  ///     standard time.
  public init(
    program: String, arguments: [String] = ["--surveyor-fd", "3"],
    patience: Int32? = nil
  ) {
    self.program = program
    self.arguments = arguments
    self.patience = patience ?? Limits.surveyorMilliseconds
  }

  /// Finds the namespaces that are alive only because processes have their files or sockets open.
  func survey(_ each: (UInt64, NamespaceHolder) -> Void) -> Gaps {
    places.wait()
    defer { places.signal() }
    var gaps = Gaps()
    var first: Int32 = 0
    do throws(SystemCallError) {
      while true {
        var reading: Int32 = 0
        let hasEnded = try ask(SurveyMessage(.survey, pid: first)) {
          message, _ throws(SystemCallError) in
          switch message.kind {
          case .reads: reading = message.pid
          case .foundDescriptor:
            each(message.inode, .descriptor(message.number, of: message.pid))
          case .foundSocket: each(message.inode, .socket(message.number, of: message.pid))
          case .refused: gaps.refused.insert(message.pid)
          default: return try Surveyor.isEnd(message)
          }
          return false
        }
        if hasEnded { return gaps }
        // It did not even begin.
        guard reading > 0 else { throw SystemCallError(.timedOut, "survey") }
        gaps.stuck.append(reading)
        if gaps.stuck.count == Limits.stuckProcesses {
          gaps.failure = SystemCallError(.timedOut, "survey")
          return gaps
        }
        first = reading + 1
      }
    } catch {
      gaps.failure = error
      return gaps
    }
  }

  /// Opens the namespace that a descriptor of another process is, or that a socket is in.
  /// - Throws: ETIMEDOUT if the descriptor's file blocks; EBADF, ESRCH and the like if the process
  ///   does not have it any more.
  func open(
    _ kind: SurveyMessage.Kind, _ number: Int32, of pid: Int32
  ) throws(SystemCallError) -> NetworkNamespaceFile {
    places.wait()
    defer { places.signal() }
    var namespace: FileDescriptor?
    let hasEnded = try ask(SurveyMessage(kind, pid: pid, number: number)) {
      message, file throws(SystemCallError) in
      namespace = file.take()
      return try Surveyor.isEnd(message)
    }
    guard hasEnded else { throw SystemCallError(.timedOut, "survey") }
    guard let namespace = namespace.take() else {
      throw SystemCallError(.badFileDescriptor, "survey")
    }
    return try NetworkNamespaceFile(owning: namespace)
  }

  private static func isEnd(_ message: SurveyMessage) throws(SystemCallError) -> Bool {
    guard message.kind != .failed else {
      throw SystemCallError(Errno(message.number), "survey")
    }
    return true
  }

  /// Sends a request to a new surveyor and hands over its messages until `body` returns true.
  /// - Returns: false if the surveyor sent nothing for too long.
  private func ask(
    _ request: SurveyMessage,
    _ body: (SurveyMessage, inout FileDescriptor?) throws(SystemCallError) -> Bool
  ) throws(SystemCallError) -> Bool {
    guard stuckSurveyors() < Limits.stuckSurveyors else {
      throw SystemCallError(.resourceBusy, "survey")
    }
    let pair = try PacketSocket.pair()
    let pid = try start(pair.second)
    defer { end(pid) }
    return try converse(pair.first, request, body)
  }

  /// Starts a surveyor with its end of a pair. This process keeps no copy of that end, so that it
  /// learns when the surveyor has ended.
  private func start(_ end: consuming PacketSocket) throws(SystemCallError) -> Int32 {
    try Process.start(program, arguments: arguments, descriptor3: end.number)
  }

  private func converse(
    _ surveyor: borrowing PacketSocket, _ request: SurveyMessage,
    _ body: (SurveyMessage, inout FileDescriptor?) throws(SystemCallError) -> Bool
  ) throws(SystemCallError) -> Bool {
    try surveyor.send(request.bytes.rawBytes)
    var buffer = [UInt8](repeating: 0, count: SurveyMessage.size)
    while true {
      guard try !Poll.readable([surveyor.number], milliseconds: patience).isEmpty else {
        return false
      }
      var received = try surveyor.receive(into: &buffer)
      guard received.count == buffer.count, let message = SurveyMessage(buffer.rawBytes) else {
        throw SystemCallError(.brokenPipe, "survey")
      }
      if try body(message, &received.file) { return true }
    }
  }

  // MARK: The ends of surveyors

  /// Kills a surveyor, and waits a moment for its end. Its parent is this process, so that nobody
  /// else can have its number before `hasEnded` returns true.
  private func end(_ pid: Int32) {
    Process.killChild(pid)
    if let process = try? ProcessFile(pid) {
      _ = try? Poll.readable([process.number], milliseconds: 1000)
    }
    if !Process.hasEnded(pid) { stuck.withLock { $0.append(pid) } }
  }

  private func stuckSurveyors() -> Int {
    stuck.withLock { pids in
      pids.removeAll { Process.hasEnded($0) }
      return pids.count
    }
  }
}
