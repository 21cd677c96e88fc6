internal import Limits
internal import Protocol
internal import Syscalls

/// Splits a client's bytes into lines.
struct LineReader {
  enum Line {
    case line([UInt8])
    /// The end of the client's input.
    case end
    /// The line is too long or was not completed in time. Nothing more can be read.
    case refused(RPCError)
  }

  private static let usualBytes = 4096

  private var buffer = [UInt8](repeating: 0, count: usualBytes)
  // Bytes before `start` are consumed; bytes before `searched` contain no line feed.
  private var start = 0
  private var searched = 0
  private var end = 0
  // When the line in progress must be complete, in milliseconds of CLOCK_MONOTONIC.
  private var deadline: Int64?

  /// The next line without its line feed. At the end of input the remaining bytes count as a line.
  mutating func next(_ socket: ClientSocket) throws(SystemCallError) -> Line {
    while true {
      if let line = buffered() { return line }
      if let timeout {
        let ready = try Poll.readable(
          [socket.stream.number], milliseconds: Int32(clamping: timeout))
        if ready.isEmpty { return LineReader.timedOut }
      }
      if let line = try receive(socket) { return line }
    }
  }

  /// The next line that the buffer decides; nil if more bytes are needed.
  mutating func buffered() -> Line? {
    if let line = takeLine() { return .line(line) }
    guard end - start < Limits.requestBytes else {
      return .refused(
        RPCError(
          .invalidRequest, "a request line may have at most \(Limits.requestBytes) bytes",
          hint: "Send several smaller requests."))
    }
    return nil
  }

  /// The time left to complete the line in progress, in milliseconds; nil if no line is in
  /// progress.
  var timeout: Int64? {
    mutating get {
      guard end > start else { return nil }
      let now = KernelClock.monotonicMilliseconds()
      let last = deadline ?? now + Int64(Limits.requestLineSeconds) * 1000
      deadline = last
      return max(0, last - now)
    }
  }

  /// The refusal of a line that was not completed in time.
  static var timedOut: Line {
    .refused(
      RPCError(
        .limitExceeded,
        "a request line must be complete within \(Limits.requestLineSeconds) seconds",
        hint: "End each request with a line feed."))
  }

  /// Receives bytes, waiting for them if there are none.
  /// - Returns: the last line or `.end` at the end of input, else nil.
  mutating func receive(_ socket: ClientSocket) throws(SystemCallError) -> Line? {
    makeRoom()
    let count = try socket.stream.receive(into: &buffer, at: end)
    end += count
    guard count == 0 else { return nil }
    guard end > start else { return .end }
    let line = Array(buffer[start..<end])
    start = end
    searched = end
    return .line(line)
  }

  /// Whether the buffer contains a whole line.
  mutating func hasLine() -> Bool {
    while searched < end, buffer[searched] != UInt8(ascii: "\n") { searched += 1 }
    return searched < end
  }

  private mutating func takeLine() -> [UInt8]? {
    guard hasLine() else { return nil }
    let line = Array(buffer[start..<searched])
    start = searched + 1
    searched = start
    deadline = nil
    return line
  }

  private mutating func makeRoom() {
    if start == end {
      start = 0
      end = 0
      searched = 0
      // One long line must not occupy memory for the lifetime of the connection.
      if buffer.count > LineReader.usualBytes {
        buffer = [UInt8](repeating: 0, count: LineReader.usualBytes)
      }
    } else if start > 0 {
      buffer.replaceSubrange(0..<end - start, with: Array(buffer[start..<end]))
      searched -= start
      end -= start
      start = 0
    }
    if end == buffer.count {
      let room = min(buffer.count * 2, Limits.requestBytes)
      buffer.append(contentsOf: repeatElement(0, count: room - buffer.count))
    }
  }
}
