public import Syscalls

/// Why a netlink conversation did not give what was asked for.
public enum NetlinkError: Error, Equatable, Sendable {
  /// The kernel refused, in NLMSG_ERROR or inside NLMSG_DONE.
  case kernel(KernelRefusal)
  /// The kernel acknowledged the request and sent no answer, as CGROUPSTATS does for a
  /// descriptor it does not like.
  case noAnswer
  /// No datagram came in time.
  case timedOut
  /// A datagram was longer than the buffer; its rest is lost.
  case truncated(length: Int)
  /// Bytes that break the rules of the wire format.
  case malformed(String, offset: Int)
  /// A system call on the socket failed.
  case system(SystemCallError)
}

extension NetlinkError {
  /// The error number behind it; nil where none is.
  public var errno: Errno? {
    switch self {
    case .kernel(let refusal): refusal.errno
    case .system(let error): error.errno
    default: nil
    }
  }
}

/// What the kernel says when it refuses: `struct nlmsgerr` and its extended-ack attributes.
public struct KernelRefusal: Equatable, Sendable {
  /// The error number.
  public let errno: Errno
  /// NLMSGERR_ATTR_MSG: the kernel's own words, if any.
  public let text: String?
  /// NLMSGERR_ATTR_OFFS: the offending attribute's offset in the request in bytes, if told.
  public let requestOffset: UInt32?

  public init(errno: Errno, text: String? = nil, requestOffset: UInt32? = nil) {
    self.errno = errno
    self.text = text
    self.requestOffset = requestOffset
  }

  // NLMSGERR_ATTR_MSG and NLMSGERR_ATTR_OFFS of `enum nlmsgerr_attrs`.
  private static let messageType: UInt16 = 1
  private static let offsetType: UInt16 = 2

  /// Reads the attributes of an extended acknowledgement. What is malformed in them is left
  /// out: the errno is the answer, and it is already known.
  init(errno: Errno, payload: RawSpan, attributesFrom offset: Int?) {
    self.errno = errno
    guard let offset, offset <= payload.byteCount,
      let attributes = try? AttributeTable(payload, from: offset)
    else {
      text = nil
      requestOffset = nil
      return
    }
    text = attributes.text(KernelRefusal.messageType).map { String(decoding: $0, as: UTF8.self) }
    requestOffset = attributes.integer(KernelRefusal.offsetType)
  }
}

extension NetlinkError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .kernel(let refusal):
      let words = refusal.text.map { ": \($0)" } ?? ""
      return "the kernel answered \(refusal.errno.name)\(words)"
    case .noAnswer: return "the kernel acknowledged the request but sent no answer"
    case .timedOut: return "the kernel did not answer in time"
    case .truncated(let length): return "a datagram of \(length) bytes did not fit the buffer"
    case .malformed(let what, let offset):
      return "malformed netlink data at byte \(offset): \(what)"
    case .system(let error): return "\(error)"
    }
  }
}
