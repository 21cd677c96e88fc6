public import Syscalls

/// Reads events that the kernel sends to a multicast group or to this socket, without waiting for
/// them. Their sequence and port numbers are those of the process that caused them, and are not
/// checked.
public struct EventStream<Wire: Transport & ~Copyable>: ~Copyable {
  /// The outcome of one read.
  public enum Reading: Equatable, Sendable {
    /// One datagram was read and its messages were passed on.
    case events
    /// The socket holds no more events for now.
    case drained
    /// Events were lost: the receive buffer was full, or a datagram could not be read. Events that
    /// are read next may be older than the lost ones.
    case lost
  }

  private var wire: Wire
  /// How many datagrams were skipped because the kernel did not send them.
  public private(set) var strays = 0

  public init(_ wire: consuming Wire) {
    self.wire = wire
  }

  /// Reads one datagram.
  /// - Parameters:
  ///   - buffer: must have room for the longest event; an event that does not fit counts as lost.
  ///   - each: is called with each message. If it throws, the event counts as lost.
  /// - Throws: the error of a receive that failed for another reason than a loss.
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
    // Any process with CAP_NET_ADMIN in the namespace can send to a group, with any nlmsg_pid. The
    // kernel fills in the source address.
    guard datagram.sourcePort == 0 else {
      strays += 1
      return .events
    }
    guard datagram.length <= buffer.count else { return .lost }
    var messages = MessageCursor(buffer.rawBytes.extracting(0..<datagram.length))
    do throws(NetlinkError) {
      while let message = try messages.next() {
        if message.header.type > ControlType.overrun { try each(message) }
      }
    } catch {
      return .lost
    }
    return .events
  }

  /// Reads and discards all events that the socket holds. The kernel reports a new loss only after
  /// that.
  public mutating func drain(into buffer: inout [UInt8]) throws(SystemCallError) {
    while try read(into: &buffer, { _ in }) != .drained {}
  }

  // MARK: Requesting events

  /// Sends a request whose only answer is an acknowledgement, and reads the acknowledgement. Events
  /// that arrive before it are discarded. The kernel queues it before `send` returns, so this does
  /// not wait.
  /// - Throws: `.kernel` if the kernel refuses the request, `.timedOut` if the acknowledgement was
  ///   lost.
  public mutating func sendExpectingAcknowledgement(
    _ request: Request, into buffer: inout [UInt8]
  ) throws(NetlinkError) {
    do throws(SystemCallError) {
      try send(request)
    } catch {
      throw .system(error)
    }
    while !(try receiveAcknowledgement(into: &buffer)) {}
  }

  /// Sends a request and reads no answer.
  public mutating func send(_ request: Request) throws(SystemCallError) {
    try wire.send(request.datagram(sequence: EventStream.requestSequence))
  }

  private static var requestSequence: UInt32 { 1 }

  /// Reads one datagram.
  /// - Returns: whether the acknowledgement was in it.
  private mutating func receiveAcknowledgement(
    into buffer: inout [UInt8]
  ) throws(NetlinkError) -> Bool {
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
    var isAcknowledged = false
    var messages = MessageCursor(buffer.rawBytes.extracting(0..<datagram.length))
    while let message = try messages.next() {
      guard message.header.type == ControlType.error, message.header.port == wire.portID,
        message.header.sequence == EventStream.requestSequence
      else { continue }
      try Conversation<Wire>.throwIfRefused(message, attributesAlwaysAt: nil)
      isAcknowledged = true
    }
    return isAcknowledged
  }
}

extension EventStream where Wire == KernelTransport {
  /// See `NetlinkSocket.drops`.
  public func drops() throws(SystemCallError) -> UInt32 { try wire.drops() }
}
