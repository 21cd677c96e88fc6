internal import Glibc

/// An AF_UNIX datagram socket that only sends. See unix(7).
public struct UnixDatagram: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// The corresponding C function is `socket`.
  public init() throws(SystemCallError) {
    descriptor = FileDescriptor(
      owning: try retrying("socket") {
        socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      })
  }

  /// Sends a datagram, without waiting for room. The corresponding C function is `sendto`.
  /// - Parameter address: a path, or an abstract name after `@`.
  public func send(_ bytes: [UInt8], to address: String) throws(SystemCallError) {
    let number = descriptor.number
    try unsafe UnixAddress.call(address, "sendto", canBeAbstract: true) { address, size in
      unsafe bytes.withUnsafeBytes { bytes in
        Int32(
          clamping: unsafe sendto(
            number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT),
            address, size))
      }
    }
  }
}
