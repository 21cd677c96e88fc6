/// `struct nlmsghdr` of `linux/netlink.h`, 16 bytes in host byte order.
public struct MessageHeader: Equatable, Sendable {
  public static let size = 16

  public var length: UInt32  // nlmsg_len, bytes, including the header
  public var type: UInt16  // nlmsg_type
  public var flags: UInt16  // nlmsg_flags
  public var sequence: UInt32  // nlmsg_seq
  public var port: UInt32  // nlmsg_pid

  public init(length: UInt32, type: UInt16, flags: UInt16, sequence: UInt32, port: UInt32) {
    self.length = length
    self.type = type
    self.flags = flags
    self.sequence = sequence
    self.port = port
  }

  /// Reads the header at an offset; nil if the bytes end before the header does.
  @inlinable
  public init?(_ bytes: RawSpan, at offset: Int) {
    guard let length = bytes.load(UInt32.self, at: offset),
      let type = bytes.load(UInt16.self, at: offset &+ 4),
      let flags = bytes.load(UInt16.self, at: offset &+ 6),
      let sequence = bytes.load(UInt32.self, at: offset &+ 8),
      let port = bytes.load(UInt32.self, at: offset &+ 12)
    else { return nil }
    self.init(length: length, type: type, flags: flags, sequence: sequence, port: port)
  }
}

/// Message types below NLMSG_MIN_TYPE (`linux/netlink.h`).
public enum ControlType {
  public static let noop: UInt16 = 1  // NLMSG_NOOP
  public static let error: UInt16 = 2  // NLMSG_ERROR
  public static let done: UInt16 = 3  // NLMSG_DONE
  public static let overrun: UInt16 = 4  // NLMSG_OVERRUN
}

/// Bits of `nlmsg_flags` (`linux/netlink.h`).
public enum MessageFlag {
  public static let request: UInt16 = 0x001  // NLM_F_REQUEST
  public static let multi: UInt16 = 0x002  // NLM_F_MULTI
  public static let ack: UInt16 = 0x004  // NLM_F_ACK
  public static let dumpInterrupted: UInt16 = 0x010  // NLM_F_DUMP_INTR
  public static let dumpFiltered: UInt16 = 0x020  // NLM_F_DUMP_FILTERED
  /// In an event: the new object replaced another one.
  public static let replace: UInt16 = 0x100  // NLM_F_REPLACE
  public static let dump: UInt16 = 0x300  // NLM_F_DUMP = NLM_F_ROOT | NLM_F_MATCH
  // In answers only: in requests the same bits have other meanings.
  public static let capped: UInt16 = 0x100  // NLM_F_CAPPED
  public static let ackTLVs: UInt16 = 0x200  // NLM_F_ACK_TLVS
}

/// One message of a datagram: its header and the bytes after the header.
public struct Message: ~Escapable {
  public let header: MessageHeader
  public let payload: RawSpan

  @_lifetime(copy payload)
  public init(header: MessageHeader, payload: RawSpan) {
    self.header = header
    self.payload = payload
  }
}
