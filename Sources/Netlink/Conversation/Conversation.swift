internal import Syscalls

/// Whether a dump should go on after a message.
public enum DumpStep: Sendable {
  case next
  case stop
}

/// What can be said of a dump that reached its end.
public struct DumpVerdict: Equatable, Sendable {
  /// The kernel's tables changed while it dumped (NLM_F_DUMP_INTR): objects may be missing.
  public internal(set) var interrupted = false
  /// The receiver asked to stop before the end.
  public internal(set) var stopped = false
  /// Datagrams and messages that were not the kernel's answer to this request.
  public internal(set) var strays = 0

  public init() {}
}

/// A netlink socket in use: sends a request and reads the kernel's answer to it. One dump needs
/// one conversation: the kernel answers a second one on the same socket with EBUSY.
public struct Conversation<Wire: Transport & ~Copyable>: ~Copyable {
  /// Room for the largest datagrams of a dump seen (65,772 bytes for a link with hundreds of
  /// names), by a margin.
  public static var dumpBytes: Int { 256 * 1024 }

  /// Room for one answer: the kernel makes those of generic netlink at most a page long, and
  /// filling a dump's room with zeros would take longer than the exchange.
  public static var exchangeBytes: Int { 16 * 1024 }

  private var wire: Wire
  private var buffer: [UInt8]
  private var sequence: UInt32
  // How many requests up to `sequence` wait for their answers.
  private var pending: UInt32 = 1

  public init(_ wire: consuming Wire, bufferBytes: Int = Conversation.dumpBytes) {
    self.wire = wire
    buffer = [UInt8](repeating: 0, count: bufferBytes)
    sequence = 0
  }

  /// Sends a dump request and hands over each message of the answer as it arrives.
  public mutating func dump(
    _ request: Request, each: (borrowing Message) throws(NetlinkError) -> DumpStep
  ) throws(NetlinkError) -> DumpVerdict {
    try begin(request)
    return try collect(each)
  }

  /// Sends a dump request whose answer `collect` will take.
  public mutating func begin(_ request: Request) throws(NetlinkError) {
    try send(request)
  }

  /// Hands over each message of the answer to the dump request that was sent last.
  /// - Parameter arrived: sees each datagram, unchecked, before its messages are handed over: for
  ///   messages that tell of each other.
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

  /// Sends a request that has one answer, and hands the answer over. The request must carry
  /// NLM_F_ACK: some answers never come, and only the bare acknowledgement tells.
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

  /// Sends requests that have one answer each in one datagram, and hands over every answer or
  /// refusal with the place of its request. No acknowledgements are asked for, so these must be
  /// requests that the kernel never leaves without an answer.
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
        let place = Int(message.header.sequence &- first)
        switch message.header.type {
        case ControlType.noop: return .next
        case ControlType.error:
          do throws(NetlinkError) {
            try Conversation.throwIfRefused(message, attributesAlwaysAt: nil)
          } catch {
            guard case .kernel(let refusal) = error else { throw error }
            try refused(place, refusal)
          }
        default: try answer(place, message)
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

  /// Receives one datagram and hands over its messages. The checks come in this order: sender,
  /// size, message bounds, addressee, interruption.
  /// - Returns: whether `each` asked to stop.
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
    // nlmsg_pid proves nothing; the address that the kernel fills in does.
    guard datagram.sourcePort == 0 else {
      verdict.strays += 1
      return false
    }
    guard datagram.length <= buffer.count else { throw .truncated(length: datagram.length) }
    let bytes = buffer.rawBytes.extracting(0..<datagram.length)
    arrived(bytes)
    var offset = 0
    while offset < bytes.byteCount {
      guard let header = MessageHeader(bytes, at: offset) else {
        throw .malformed("message header cut short", offset: offset)
      }
      let length = Int(header.length)
      guard length >= MessageHeader.size, length <= bytes.byteCount - offset else {
        throw .malformed("nlmsg_len \(length) does not fit the datagram", offset: offset)
      }
      let start = offset + MessageHeader.size
      let message = Message(header: header, payload: bytes.extracting(start..<offset + length))
      offset += aligned(length)
      guard sequence &- header.sequence < pending, header.port == wire.portID else {
        verdict.strays += 1
        continue
      }
      if header.flags & MessageFlag.dumpInterrupted != 0 { verdict.interrupted = true }
      if try each(message) == .stop { return true }
    }
    return false
  }

  /// Reads the errno at the start of NLMSG_ERROR and NLMSG_DONE.
  /// - Parameter offset: where the extended-ack attributes begin in NLMSG_DONE; nil for
  ///   NLMSG_ERROR, where they follow the echoed request or, when it is capped, its header.
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
