internal import CLinux
internal import Glibc

/// One end of a connected pair of AF_UNIX sockets of type SOCK_SEQPACKET: each message arrives
/// whole, with at most one open file. See unix(7).
public struct PacketSocket: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// Takes ownership of a connected socket.
  public init(owning descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
  }

  /// The number of the socket in the descriptor table, for `Poll`.
  public var number: Int32 { descriptor.number }

  /// Two sockets that are connected to each other.
  @frozen
  public struct Pair: ~Copyable {
    public var first: PacketSocket
    public var second: PacketSocket
  }

  /// Creates a connected pair. The corresponding C function is `socketpair`.
  public static func pair() throws(SystemCallError) -> Pair {
    var numbers: [Int32] = [-1, -1]
    _ = try retrying("socketpair") {
      unsafe socketpair(
        AF_UNIX, Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &numbers)
    }
    return Pair(
      first: PacketSocket(owning: FileDescriptor(owning: numbers[0])),
      second: PacketSocket(owning: FileDescriptor(owning: numbers[1])))
  }

  /// Sends one message. The corresponding C function is `sendmsg` with `MSG_NOSIGNAL`.
  /// - Parameter file: the number of a descriptor whose file the receiver gets, too; nil for none.
  /// - Throws: EPIPE if the peer is gone.
  public func send(_ bytes: RawSpan, file: Int32? = nil) throws(SystemCallError) {
    let number = descriptor.number
    _ = try unsafe bytes.withUnsafeBytes { bytes throws(SystemCallError) in
      try retrying("sendmsg") {
        unsafe clinux_send_message(number, bytes.baseAddress, UInt(bytes.count), file ?? -1)
      }
    }
  }

  /// A message that was received.
  public struct Received: ~Copyable {
    /// The number of bytes; 0 if the peer is gone.
    public let count: Int
    /// The file that came with it.
    public var file: FileDescriptor?
  }

  /// Waits for a message. The corresponding C function is `recvmsg`.
  /// - Parameter buffer: receives the bytes; what does not fit is lost.
  public func receive(into buffer: inout [UInt8]) throws(SystemCallError) -> Received {
    let number = descriptor.number
    var file: Int32 = -1
    var span = buffer.mutableSpan
    let count = try unsafe span.withUnsafeMutableBytes { bytes throws(SystemCallError) in
      try retrying("recvmsg") {
        unsafe clinux_receive_message(number, bytes.baseAddress, UInt(bytes.count), &file)
      }
    }
    return Received(count: count, file: file < 0 ? nil : FileDescriptor(owning: file))
  }
}
