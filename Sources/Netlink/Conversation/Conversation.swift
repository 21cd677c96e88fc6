internal import Syscalls

/// Whether a dump goes on after a message.
public enum DumpStep: Sendable {
  case next
  case stop
}

/// How a dump ended.
public struct DumpVerdict: Equatable, Sendable {
  /// The kernel's tables changed while it dumped (NLM_F_DUMP_INTR): objects may be missing.
  public internal(set) var interrupted = false
  /// The receiver of the messages returned `.stop`.
  public internal(set) var stopped = false
  /// How many datagrams and messages were skipped because they are not the kernel's answer to this
  /// request.
  public internal(set) var strays = 0

  public init() {}
}

/// A netlink socket in use: sends a request and reads the kernel's answer to it. Each dump needs
/// a conversation of its own: while one dump runs, the kernel answers a second dump on the same
/// socket with EBUSY.
public struct Conversation<Wire: Transport & ~Copyable>: ~Copyable {
  /// The buffer for dumps, in bytes. The largest datagram seen has 65,772 bytes, for a link with
  /// hundreds of names.
  public static var dumpBytes: Int { 256 * 1024 }

  /// The buffer for a single answer, in bytes. Answers of generic netlink have at most a page, and
  /// zeroing a buffer of `dumpBytes` takes longer than the exchange.
  public static var exchangeBytes: Int { 16 * 1024 }

  private var wire: Wire
  private var buffer: [UInt8]
  private var sequence: UInt32
  // How many requests, the last of them numbered `sequence`, wait for their answers.
  private var pending: UInt32 = 1

  public init(_ wire: consuming Wire, bufferBytes: Int = Conversation.dumpBytes) {
    self.wire = wire
    buffer = [UInt8](repeating: 0, count: bufferBytes)
    sequence = 0
  }

  /// Sends a dump request and passes each message of the answer to `each` as it arrives.
  public mutating func dump(
    _ request: Request, each: (borrowing Message) throws(NetlinkError) -> DumpStep
  ) throws(NetlinkError) -> DumpVerdict {
    try begin(request)
    return try collect(each)
  }

  /// Sends a dump request. `collect` reads the answer.
  public mutating func begin(_ request: Request) throws(NetlinkError) {
    try send(request)
  }

  /// Passes each message of the answer to the last dump request to `each`.
  /// - Parameter arrived: gets each datagram, unchecked, before its messages are passed to `each`:
  ///   for messages that refer to each other.
  public mutating func collect(
    arrived: (RawSpan) -> Void = { _ in },
    _ each: (borrowing Message) throws(NetlinkError) -> DumpStep
  ) throws(NetlinkError) -> DumpVerdict {
    var verdict = DumpVerdict()
    var stopped = false
    while true {
      let end = try receive(&verdict, arrived: arrived) { message throws(NetlinkError) in
        switch message.header.type {
        case ControlType.done:
          // The kernel ends a failed dump with a negative errno inside NLMSG_DONE.
          try Conversation.throwIfRefused(message, attributesAlwaysAt: 4)
          return .stop
        case ControlType.error:
          try Conversation.throwIfRefused(message, attributesAlwaysAt: nil)
          throw .malformed("an acknowledgement inside a dump", offset: 0)
        case ControlType.noop: return .next
        default:
          let step = try each(message)
          stopped = step == .stop
          return step
        }
      }
      if end {
        verdict.stopped = stopped
        return verdict
      }
    }
  }

  /// Sends a request that has one answer, and passes the answer to `answer`. The request must carry
  /// NLM_F_ACK: some requests get no answer, and then only the acknowledgement ends the wait.
  /// - Throws: `.noAnswer` if the acknowledgement comes without an answer.
  public mutating func exchange(
    _ request: Request, answer: (borrowing Message) throws(NetlinkError) -> Void
  ) throws(NetlinkError) {
    try send(request)
    var answered = false
    var verdict = DumpVerdict()
    while true {
      let end = try receive(&verdict) { message throws(NetlinkError) in
        switch message.header.type {
        case ControlType.error:
          try Conversation.throwIfRefused(message, attributesAlwaysAt: nil)
          return .stop
        case ControlType.noop: return .next
        default:
          try answer(message)
          answered = true
          return .next
        }
      }
      if end { break }
    }
    guard answered else { throw .noAnswer }
  }

  /// Sends several requests in one datagram, and passes each answer or refusal on together with the
  /// index of its request. NLM_F_ACK is cleared, so the requests must be of a kind that the kernel
  /// always answers, each with one message.
  public mutating func exchangeEach(
    _ requests: [Request], answer: (Int, borrowing Message) throws(NetlinkError) -> Void,
    refused: (Int, KernelRefusal) throws(NetlinkError) -> Void
  ) throws(NetlinkError) {
    guard !requests.isEmpty else { return }
    let first = sequence &+ 1
    sequence &+= UInt32(requests.count)
    pending = UInt32(requests.count)
    var datagram: [UInt8] = []
    for (index, request) in requests.enumerated() {
      datagram += request.datagram(sequence: first &+ UInt32(index), isAcknowledged: false)
    }
    do {
      try wire.send(datagram)
    } catch {
      throw .system(error)
    }
    var left = requests.count
    var verdict = DumpVerdict()
    while left > 0 {
      _ = try receive(&verdict) { message throws(NetlinkError) in
        let index = Int(message.header.sequence &- first)
        switch message.header.type {
        case ControlType.noop: return .next
        case ControlType.error:
          do throws(NetlinkError) {
            try Conversation.throwIfRefused(message, attributesAlwaysAt: nil)
          } catch {
            guard case .kernel(let refusal) = error else { throw error }
            try refused(index, refusal)
          }
        default: try answer(index, message)
        }
        left -= 1
        return left > 0 ? .next : .stop
      }
    }
  }

  private mutating func send(_ request: Request) throws(NetlinkError) {
    sequence &+= 1
    pending = 1
    do {
      try wire.send(request.datagram(sequence: sequence))
    } catch {
      throw .system(error)
    }
  }

  /// Receives one datagram and passes its messages to `each`. The checks come in this order:
  /// sender, size, message bounds, addressee, interruption.
  /// - Returns: whether `each` returned `.stop`.
  private mutating func receive(
    _ verdict: inout DumpVerdict, arrived: (RawSpan) -> Void = { _ in },
    each: (borrowing Message) throws(NetlinkError) -> DumpStep
  ) throws(NetlinkError) -> Bool {
    let datagram: NetlinkDatagram
    do {
      datagram = try wire.receive(into: &buffer)
    } catch {
      throw error.errno == .resourceTemporarilyUnavailable ? .timedOut : .system(error)
    }
    // Senders choose nlmsg_pid themselves; the kernel fills in the source address.
    guard datagram.sourcePort == 0 else {
      verdict.strays += 1
      return false
    }
    guard datagram.length <= buffer.count else { throw .truncated(length: datagram.length) }
    let bytes = buffer.rawBytes.extracting(0..<datagram.length)
    arrived(bytes)
    var messages = MessageCursor(bytes)
    while let message = try messages.next() {
      guard sequence &- message.header.sequence < pending, message.header.port == wire.portID else {
        verdict.strays += 1
        continue
      }
      if message.header.flags & MessageFlag.dumpInterrupted != 0 { verdict.interrupted = true }
      if try each(message) == .stop { return true }
    }
    return false
  }

  /// Throws the error that an NLMSG_ERROR or NLMSG_DONE reports in its first four bytes, if any.
  /// - Parameter offset: the offset of the extended-ack attributes in NLMSG_DONE; nil for
  ///   NLMSG_ERROR, where they follow the echoed request or, with NLM_F_CAPPED, its header.
  static func throwIfRefused(
    _ message: borrowing Message, attributesAlwaysAt offset: Int?
  ) throws(NetlinkError) {
    let payload = message.payload
    guard let code = payload.load(Int32.self, at: 0) else {
      // Old kernels end a dump with an empty NLMSG_DONE.
      if message.header.type == ControlType.done && payload.byteCount == 0 { return }
      throw .malformed("an error message without its errno", offset: 0)
    }
    guard code != 0 else { return }
    guard code < 0, code > -4096 else {
      throw .malformed("errno \(code) in an error message", offset: 0)
    }
    var start: Int?
    if message.header.flags & MessageFlag.ackTLVs != 0 {
      start = offset ?? echoedRequestEnd(message)
    }
    throw .kernel(KernelRefusal(errno: Errno(-code), payload: payload, attributesFrom: start))
  }

  private static func echoedRequestEnd(_ message: borrowing Message) -> Int? {
    if message.header.flags & MessageFlag.capped != 0 { return 4 + MessageHeader.size }
    guard let echoed = MessageHeader(message.payload, at: 4) else { return nil }
    return 4 + aligned(Int(echoed.length))
  }
}
