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

  /// How many bytes a line may have: 48 MiB. A snapshot is one line, and the agent subscribes to at
  /// most some 200,000 objects of some 250 bytes.
  static let lineLimit = 48 << 20
  private static let usualBytes = 4 << 20

  /// Receives the bytes that have arrived; waits if none have.
  /// - Returns: false if the agent has closed the connection or the connection failed.
  mutating func receive() -> Bool {
    guard let count = try? connection.stream.receive(into: &chunk), count > 0 else { return false }
    // A longer line gets all its room at once: growing would copy it, and need twice the memory.
    if buffer.count > MonitorConnection.usualBytes {
      buffer.reserveCapacity(MonitorConnection.lineLimit + chunk.count)
    }
    buffer.append(contentsOf: chunk[..<count])
    return true
  }

  /// The next complete line, without its line feed; nil if there is none.
  /// - Throws: `incomplete` if it is longer than `lineLimit`.
  mutating func line() throws(Failure) -> [UInt8]? {
    // A snapshot is a long line that arrives in many pieces.
    guard let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = buffer.count
      guard buffer.count <= MonitorConnection.lineLimit else {
        throw Answer.foreign("a line is longer than \(MonitorConnection.lineLimit >> 20) MiB")
      }
      return nil
    }
    searched = 0
    guard end < buffer.count - 1 else {
      // The buffer itself becomes the line, so that a snapshot is not copied.
      var line: [UInt8] = []
      swap(&line, &buffer)
      line.removeLast()
      return line
    }
    let line = Array(buffer[..<end])
    buffer.removeFirst(end + 1)
    return line
  }
}
