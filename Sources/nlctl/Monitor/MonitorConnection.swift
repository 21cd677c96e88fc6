internal import Protocol
internal import Syscalls

/// A connection that delivers lines: responses and notifications.
struct MonitorConnection: ~Copyable {
  private let connection: AgentConnection
  private var buffer: [UInt8] = []
  // The bytes before this position contain no line feed.
  private var searched = 0
  private var chunk = [UInt8](repeating: 0, count: 64 * 1024)

  /// - Parameter deadline: ends the wait for the connection.
  init(_ settings: Settings, _ deadline: Deadline) throws(Failure) {
    // `--timeout` may be much longer, and no signal is handled while this waits.
    let timeout = min(deadline.left ?? .max, AgentConnection.longestWait)
    connection = try AgentConnection(settings, waiting: timeout)
  }

  /// The number of the socket in the descriptor table, for `Poll`.
  var number: Int32 { connection.stream.number }

  func send(_ request: RawSpan) throws(SystemCallError) {
    try connection.stream.sendAll(request)
  }

  /// Receives the bytes that have arrived; waits if none have.
  /// - Returns: false if the agent has closed the connection or the connection failed.
  mutating func receive() -> Bool {
    guard let count = try? connection.stream.receive(into: &chunk), count > 0 else { return false }
    buffer += chunk[..<count]
    return true
  }

  /// The next complete line, without its line feed; nil if there is none.
  mutating func line() -> [UInt8]? {
    // A snapshot is a long line that arrives in many pieces.
    guard let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = buffer.count
      return nil
    }
    let line = Array(buffer[..<end])
    buffer.removeFirst(end + 1)
    searched = 0
    return line
  }
}
