internal import Protocol
internal import Syscalls

/// A connection for requests that are answered one after the other.
struct Client: ~Copyable {
  /// How the reading of an answer ended.
  enum Ending: Equatable {
    /// The answer is complete.
    case whole
    /// The agent closed the connection first.
    case hungUp
    case timedOut
    /// The request could not be sent.
    case unsent(SystemCallError)
    /// The connection failed.
    case failed(SystemCallError)
    /// A part of the answer exceeds a limit of `ResponseScanner`, or belongs to something else.
    case unusable(ResponseScanner.Failure)
    /// A record is not valid JSON, or no object although the list is one of objects.
    case badRecord
    /// `pause` returned false: the reader of the answer wants no more.
    case stopped
  }

  private var connection: AgentConnection
  private let deadline: Deadline

  /// - Parameter deadline: ends the wait for the connection and for each answer.
  init(_ settings: Settings, _ deadline: Deadline) throws(Failure) {
    connection = try AgentConnection(settings, waiting: deadline.left)
    self.deadline = deadline
  }

  /// Connects; the time given with `--timeout` begins now.
  init(_ settings: Settings) throws(Failure) {
    try self.init(settings, Deadline(settings))
  }

  /// Sends one request line and hands the answer to `scanner` as it arrives.
  /// - Parameters:
  ///   - areObjects: whether each record must be an object.
  ///   - record: gets each record of the list, if it is valid JSON.
  ///   - pause: called when all received bytes are scanned; false ends the reading.
  mutating func ask(
    _ request: RawSpan, _ scanner: inout ResponseScanner, areObjects: Bool = true,
    record: (Span<UInt8>) -> Void, pause: (borrowing ResponseScanner) -> Bool
  ) -> Ending {
    var notice = WaitingNotice()
    do throws(SystemCallError) {
      guard try send(request, &notice) else { return timedOut() }
    } catch {
      // An agent that refuses a client sends the reason and closes the connection without reading.
      // The reason is worth more than the error of this send.
      guard error.errno == .brokenPipe || error.errno == .connectionReset else {
        return .unsent(error)
      }
    }
    var buffer = [UInt8](repeating: 0, count: Client.receiveBytes)
    var isValid = true
    while !scanner.isFinished {
      do throws(SystemCallError) {
        guard try waitForBytes(&notice) else { return timedOut() }
        let count = try connection.stream.receive(into: &buffer)
        if count == 0 { return .hungUp }
        do throws(ResponseScanner.Failure) {
          try scanner.scan(buffer.span.extracting(0..<count)) { text in
            isValid =
              isValid && JSONCheck.isValue(text)
              && (!areObjects || text[0] == UInt8(ascii: "{"))
            if isValid { record(text) }
          }
        } catch {
          return isValid ? .unusable(error) : .badRecord
        }
        guard isValid else { return .badRecord }
        guard pause(scanner) else { return .stopped }
      } catch {
        return error.errno == .connectionReset ? .hungUp : .failed(error)
      }
    }
    return .whole
  }

  /// The agent may be blocked in the kernel; waiting for its end would exceed the timeout.
  private mutating func timedOut() -> Ending {
    connection.abandonPrivateAgent()
    return .timedOut
  }

  /// - Returns: false if the time is over first.
  private func send(
    _ request: RawSpan, _ notice: inout WaitingNotice
  ) throws(SystemCallError) -> Bool {
    var sent = 0
    var isLimited = false
    while true {
      let wait = [deadline.left, notice.left].compactMap { $0 }.min()
      if wait != nil || isLimited {
        // 0 waits without end.
        try connection.stream.setSendTimeout(milliseconds: wait.map { max(1, Int($0)) } ?? 0)
        isLimited = true
      }
      sent += try connection.stream.send(request.extracting(sent..<request.byteCount))
      guard sent < request.byteCount else { return true }
      guard !deadline.isOver else { return false }
      notice.sayIfDue()
    }
  }

  // The agent sends as much at once.
  private static let receiveBytes = 256 * 1024

  /// - Returns: false if the time is over first.
  private func waitForBytes(_ notice: inout WaitingNotice) throws(SystemCallError) -> Bool {
    while let wait = [deadline.left, notice.left].compactMap({ $0 }).min() {
      guard !deadline.isOver else { return false }
      let ready = try Poll.readable(
        [connection.stream.number], milliseconds: Int32(clamping: wait))
      if !ready.isEmpty { return true }
      notice.sayIfDue()
    }
    return true
  }
}
