internal import Limits
internal import Protocol
internal import Syscalls

/// Cuts a client's bytes into lines.
struct LineReader {
  enum Line {
    case line([UInt8])
    /// The client sent all it has to send.
    case end
    /// The line is over the limit, or was not finished in time; nothing more can be read.
    case refused(RPCError)
  }

  private var buffer = [UInt8](repeating: 0, count: 4096)
  // Bytes before `start` are consumed, bytes before `searched` hold no line feed.
  private var start = 0
  private var searched = 0
  private var end = 0
  // When the line that was begun must have ended.
  private var deadline: Int64?

  /// The next line without its line feed. At the end of input what is left counts as a line.
  mutating func next(_ socket: ClientSocket) throws(SystemCallError) -> Line {
    while true {
      if let line = held() { return line }
      if let patience {
        let ready = try Poll.readable(
          [socket.stream.number], milliseconds: Int32(clamping: patience))
        if ready.isEmpty { return LineReader.late }
      }
      if let line = try receive(socket) { return line }
    }
  }

  /// The next line as far as that can be said without receiving more; nil where it cannot.
  mutating func held() -> Line? {
    if let line = takeLine() { return .line(line) }
    guard end - start < Limits.requestBytes else {
      return .refused(
        RPCError(
          .invalidRequest, "a request line may have \(Limits.requestBytes) bytes",
          hint: "Send several smaller requests."))
    }
    return nil
  }

  /// How long the line that was begun may still take; nil where none was begun.
  var patience: Int64? {
    mutating get {
      guard end > start else { return nil }
      let now = KernelClock.monotonicMilliseconds()
      let last = deadline ?? now + Int64(Limits.requestLineSeconds) * 1000
      deadline = last
      return max(0, last - now)
    }
  }

  /// What is to be said when there is no patience left.
  static var late: Line {
    .refused(
      RPCError(
        .limitExceeded,
        "a request line must be finished within \(Limits.requestLineSeconds) seconds",
        hint: "End each request with a line feed."))
  }

  /// Receives what is there, or waits for it.
  /// - Returns: what the end of input makes of the rest; else nil, and `held` may know more.
  mutating func receive(_ socket: ClientSocket) throws(SystemCallError) -> Line? {
    makeRoom()
    let count = try socket.stream.receive(into: &buffer, at: end)
    end += count
    guard count == 0 else { return nil }
    guard end > start else { return .end }
    let rest = Array(buffer[start..<end])
    start = end
    searched = end
    return .line(rest)
  }

  /// Whether a whole line is here already.
  mutating func hasLine() -> Bool {
    while searched < end, buffer[searched] != 0x0a { searched += 1 }
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
