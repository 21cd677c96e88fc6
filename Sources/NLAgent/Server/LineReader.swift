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

  /// The next line without its line feed. At the end of input what is left counts as a line.
  mutating func next(_ socket: ClientSocket) throws(Errno) -> Line {
    var deadline: Int64?
    while true {
      if let line = takeLine() { return .line(line) }
      if end - start >= Limits.requestBytes {
        return .refused(
          RPCError(
            .invalidRequest, "a request line may have \(Limits.requestBytes) bytes",
            hint: "Send several smaller requests."))
      }
      makeRoom()
      if end > start {
        let now = Clock.monotonicMilliseconds()
        let last = deadline ?? now + Int64(Limits.requestLineSeconds) * 1000
        deadline = last
        let ready = try Poll.readable(
          [socket.stream.number], milliseconds: Int32(clamping: max(0, last - now)))
        if ready.isEmpty {
          return .refused(
            RPCError(
              .limitExceeded,
              "a request line must be finished within \(Limits.requestLineSeconds) seconds",
              hint: "End each request with a line feed."))
        }
      }
      let count = try socket.stream.receive(into: &buffer, at: end)
      if count == 0 {
        guard end > start else { return .end }
        let rest = Array(buffer[start..<end])
        start = end
        searched = end
        return .line(rest)
      }
      end += count
    }
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
