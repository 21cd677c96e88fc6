public import Syscalls

/// Events as the kernel sends them, to a multicast group or to this socket, read without waiting. Their sequence and
/// port numbers are those of whoever caused them, and are not checked against anything.
public struct EventStream<Wire: Transport & ~Copyable>: ~Copyable {
  /// What one read came to.
  public enum Reading: Equatable, Sendable {
    /// A datagram, whose messages were handed over.
    case events
    /// Nothing is left for now.
    case drained
    /// Events were lost: the kernel had no room for them, or they cannot be read. What comes
    /// next may be older than what was lost.
    case lost
  }

  private var wire: Wire
  /// Datagrams that did not come from the kernel; all of them were passed over.
  public private(set) var strays = 0

  public init(_ wire: consuming Wire) {
    self.wire = wire
  }

  /// Reads one datagram.
  /// - Parameters:
  ///   - buffer: room for the longest event; what does not fit counts as lost.
  ///   - each: gets each message. What it cannot read counts as lost.
  /// - Throws: what the socket fails with other than a loss.
  public mutating func read(
    into buffer: inout [UInt8], _ each: (borrowing Message) throws(NetlinkError) -> Void
  ) throws(SystemCallError) -> Reading {
    let datagram: NetlinkDatagram
    do throws(SystemCallError) {
      datagram = try wire.receive(into: &buffer)
    } catch {
      switch error.errno {
      case .resourceTemporarilyUnavailable: return .drained
      case .noBufferSpace: return .lost
      default: throw error
      }
    }
    // Anybody with CAP_NET_ADMIN in the namespace can send to a group; nlmsg_pid proves nothing.
    guard datagram.sourcePort == 0 else {
      strays += 1
      return .events
    }
    guard datagram.length <= buffer.count else { return .lost }
    do throws(NetlinkError) {
      try EventStream.walk(buffer.rawBytes.extracting(0..<datagram.length)) {
        message throws(NetlinkError) in
        if message.header.type > ControlType.overrun { try each(message) }
      }
    } catch {
      return .lost
    }
    return .events
  }

  /// Reads and forgets all that is left. Only when that was done the kernel tells of new losses.
  public mutating func drain(into buffer: inout [UInt8]) throws(SystemCallError) {
    while try read(into: &buffer, { _ in }) != .drained {}
  }

  // MARK: Asking for events

  /// Sends a request that has an acknowledgement for its only answer; events before that are
  /// passed over. The kernel has sent it before `send` returns.
  /// - Throws: `.kernel` what the kernel refuses, `.timedOut` where the acknowledgement was lost.
  public mutating func ask(
    _ request: Request, into buffer: inout [UInt8]
  ) throws(NetlinkError) {
    do throws(SystemCallError) {
      try wire.send(request.datagram(sequence: EventStream.requestSequence))
    } catch {
      throw .system(error)
    }
    while !(try readsAcknowledgement(&buffer)) {}
  }

  /// Sends a request and waits for nothing.
  public mutating func tell(_ request: Request) throws(SystemCallError) {
    try wire.send(request.datagram(sequence: EventStream.requestSequence))
  }

  private static var requestSequence: UInt32 { 1 }

  /// Reads one datagram.
  private mutating func readsAcknowledgement(_ buffer: inout [UInt8]) throws(NetlinkError) -> Bool {
    let datagram: NetlinkDatagram
    do throws(SystemCallError) {
      datagram = try wire.receive(into: &buffer)
    } catch {
      switch error.errno {
      case .resourceTemporarilyUnavailable: throw .timedOut
      case .noBufferSpace: return false
      default: throw .system(error)
      }
    }
    guard datagram.sourcePort == 0, datagram.length <= buffer.count else { return false }
    let port = wire.portID
    var isThere = false
    try EventStream.walk(buffer.rawBytes.extracting(0..<datagram.length)) {
      message throws(NetlinkError) in
      guard message.header.type == ControlType.error, message.header.port == port,
        message.header.sequence == EventStream.requestSequence
      else { return }
      try Conversation<Wire>.throwIfRefused(message, attributesAlwaysAt: nil)
      isThere = true
    }
    return isThere
  }

  private static func walk(
    _ bytes: RawSpan, _ each: (borrowing Message) throws(NetlinkError) -> Void
  ) throws(NetlinkError) {
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
      let payload = bytes.extracting(start..<offset + length)
      offset += aligned(length)
      try each(Message(header: header, payload: payload))
    }
  }
}

extension EventStream where Wire == KernelTransport {
  /// As `NetlinkSocket.drops`.
  public func drops() throws(SystemCallError) -> UInt32 { try wire.drops() }
}
