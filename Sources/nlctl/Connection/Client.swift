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
    /// The connection failed.
    case failed(SystemCallError)
    /// The answer without its records is longer than `ResponseScanner.restLimit`.
    case tooLong
    /// `pause` returned false: the output has no reader any more.
    case outputClosed
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
  ///   - record: gets each record of the list.
  ///   - pause: called when all received bytes are scanned; false ends the reading.
  mutating func ask(
    _ request: RawSpan, _ scanner: inout ResponseScanner, record: (Span<UInt8>) -> Void,
    pause: (borrowing ResponseScanner) -> Bool
  ) -> Ending {
    // An agent that refuses a client sends the reason and closes the connection without reading.
    // The reason is worth more than the error of this send.
    try? connection.stream.sendAll(request)
    var buffer = [UInt8](repeating: 0, count: Client.receiveBytes)
    while !scanner.isFinished {
      do throws(SystemCallError) {
        guard try waitForBytes() else {
          // The agent may be blocked in the kernel; waiting for its end would exceed the timeout.
          connection.abandonPrivateAgent()
          return .timedOut
        }
        let count = try connection.stream.receive(into: &buffer)
        if count == 0 { return .hungUp }
        do throws(ResponseScanner.Failure) {
          try scanner.scan(buffer.span.extracting(0..<count), record: record)
        } catch {
          return .tooLong
        }
        guard pause(scanner) else { return .outputClosed }
      } catch {
        return error.errno == .connectionReset ? .hungUp : .failed(error)
      }
    }
    return .whole
  }

  // The agent sends as much at once.
  private static let receiveBytes = 256 * 1024

  private func waitForBytes() throws(SystemCallError) -> Bool {
    guard let left = deadline.left else { return true }
    guard left > 0 else { return false }
    let ready = try Poll.readable([connection.stream.number], milliseconds: Int32(clamping: left))
    return !ready.isEmpty
  }
}
