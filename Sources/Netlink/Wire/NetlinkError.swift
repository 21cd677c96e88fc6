public import Syscalls

/// Why a netlink request failed.
public enum NetlinkError: Error, Equatable, Sendable {
  /// The kernel refused, in NLMSG_ERROR or inside NLMSG_DONE.
  case kernel(KernelRefusal)
  /// The kernel acknowledged the request but sent no answer, as CGROUPSTATS does if the descriptor
  /// is no control group.
  case noAnswer
  /// No datagram arrived within the receive timeout.
  case timedOut
  /// A datagram of `length` bytes was longer than the buffer; the bytes that did not fit are lost.
  case truncated(length: Int)
  /// Bytes that violate the wire format, at a byte offset.
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

/// The kernel's refusal of a request: `struct nlmsgerr` and its extended-ack attributes.
public struct KernelRefusal: Equatable, Sendable {
  /// The error number.
  public let errno: Errno
  /// NLMSGERR_ATTR_MSG: the kernel's own message; nil if it sent none.
  public let text: String?
  /// NLMSGERR_ATTR_OFFS: the byte offset of the offending attribute in the request; nil if the
  /// kernel sent none.
  public let requestOffset: UInt32?

  public init(errno: Errno, text: String? = nil, requestOffset: UInt32? = nil) {
    self.errno = errno
    self.text = text
    self.requestOffset = requestOffset
  }

  // NLMSGERR_ATTR_MSG and NLMSGERR_ATTR_OFFS of `enum nlmsgerr_attrs`.
  private static let messageType: UInt16 = 1
  private static let offsetType: UInt16 = 2

  /// Reads the attributes of an extended acknowledgement. Malformed attributes are ignored: the
  /// errno matters, and it is already known.
  /// - Parameter offset: the first attribute's offset in `payload`; nil if there are none.
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
      let message = refusal.text.map { ": \($0)" } ?? ""
      return "the kernel answered \(refusal.errno.name)\(message)"
    case .noAnswer: return "the kernel acknowledged the request but sent no answer"
    case .timedOut: return "the kernel did not answer in time"
    case .truncated(let length): return "a datagram of \(length) bytes did not fit the buffer"
    case .malformed(let problem, let offset):
      return "malformed netlink data at byte \(offset): \(problem)"
    case .system(let error): return "\(error)"
    }
  }
}
