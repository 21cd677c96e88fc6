internal import CLinux
internal import Glibc

/// The metadata of a datagram that was received on a netlink socket.
public struct NetlinkDatagram: Sendable {
  /// The datagram's whole length in bytes. If it exceeds the buffer's size, the bytes that did not
  /// fit are lost.
  public let length: Int
  /// The sender's port id, which the kernel fills in (`sockaddr_nl.nl_pid`): 0 is the kernel
  /// itself.
  public let sourcePort: UInt32

  public init(length: Int, sourcePort: UInt32) {
    self.length = length
    self.sourcePort = sourcePort
  }
}

/// An AF_NETLINK socket connected to the kernel. See netlink(7).
public struct NetlinkSocket: ~Copyable, Sendable {
  /// The netlink protocols that the agent uses (`linux/netlink.h`).
  public enum Family: Int32, Sendable {
    case route = 0  // NETLINK_ROUTE
    case sockDiag = 4  // NETLINK_SOCK_DIAG
    case generic = 16  // NETLINK_GENERIC
  }

  private static let optionLevel: Int32 = 270  // SOL_NETLINK
  // NETLINK_ADD_MEMBERSHIP of `linux/netlink.h`.
  private static let addMembership: Int32 = 1

  /// The port id that the kernel assigned to this socket (`sockaddr_nl.nl_pid`). It is not the
  /// process id.
  public let portID: UInt32
  private let descriptor: FileDescriptor
  private let receiveFlags: Int32

  /// Opens a socket for requests, and connects it to the kernel.
  /// - Parameter receiveSeconds: how long `receive` waits for a datagram before it fails with
  ///   EAGAIN.
  public init(_ family: Family, receiveSeconds: Int = 5) throws(SystemCallError) {
    try self.init(family, receiveFlags: Int32(MSG_TRUNC)) { number throws(SystemCallError) in
      try SocketOption.setReceiveTimeout(number, milliseconds: receiveSeconds * 1000)
    }
  }

  /// Opens a socket for the kernel's events. Its `receive` does not wait: it fails with EAGAIN if
  /// there is no event, and with ENOBUFS if events were lost.
  /// - Parameters:
  ///   - groups: the numbers of the multicast groups to join (NETLINK_ADD_MEMBERSHIP); none if a
  ///     request registers for the events.
  ///   - receiveBufferBytes: the room for events that are not received yet. Without CAP_NET_ADMIN
  ///     the kernel limits it to `net.core.rmem_max`.
  /// - Throws: EPERM for a group that only privileged processes may join.
  public init(_ family: Family, groups: [UInt32], receiveBufferBytes: Int32) throws(SystemCallError)
  {
    let flags = Int32(MSG_TRUNC) | Int32(MSG_DONTWAIT)
    try self.init(family, receiveFlags: flags) { number throws(SystemCallError) in
      // Before joining the groups, since events that do not fit are lost.
      try SocketOption.setReceiveBuffer(number, bytes: receiveBufferBytes)
      for group in groups {
        try SocketOption.set(
          number, level: NetlinkSocket.optionLevel, NetlinkSocket.addMembership,
          Int32(truncatingIfNeeded: group))
      }
    }
  }

  private init(
    _ family: Family, receiveFlags: Int32, tuning tune: (Int32) throws(SystemCallError) -> Void
  ) throws(SystemCallError) {
    let number = try retrying("socket") {
      socket(AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), family.rawValue)
    }
    let descriptor = FileDescriptor(owning: number)
    // A socket that is connected to port 0 does not accept unicast datagrams of other processes.
    var kernel = sockaddr_nl()
    kernel.nl_family = UInt16(AF_NETLINK)
    let size = socklen_t(MemoryLayout<sockaddr_nl>.size)
    _ = try retrying("connect") {
      unsafe withUnsafePointer(to: &kernel) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe connect(number, $0, size)
        }
      }
    }
    var own = sockaddr_nl()
    var length = size
    _ = try retrying("getsockname") {
      unsafe withUnsafeMutablePointer(to: &own) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe getsockname(number, $0, &length)
        }
      }
    }
    // Kernels before 4.20 lack some of these options. Their answers contain less then.
    for option in [NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK] {
      try? SocketOption.set(number, level: NetlinkSocket.optionLevel, option, Int32(1))
    }
    try tune(number)
    self.descriptor = descriptor
    self.receiveFlags = receiveFlags
    portID = own.nl_pid
  }

  /// The number of the socket in the descriptor table, for `Poll`.
  public var number: Int32 { descriptor.number }

  /// The number of datagrams that were lost for lack of room in the receive buffer since the socket
  /// was opened, modulo 2^32.
  /// - Throws: ENOPROTOOPT before Linux 4.12.
  public func drops() throws(SystemCallError) -> UInt32 {
    try SocketOption.drops(descriptor.number)
  }

  /// Sends one datagram. The kernel processes the request before this returns. The corresponding C
  /// function is `send`.
  public func send(_ datagram: RawSpan) throws(SystemCallError) {
    let number = descriptor.number
    _ = try unsafe datagram.withUnsafeBytes { bytes throws(SystemCallError) in
      try retrying("send") { unsafe Glibc.send(number, bytes.baseAddress, bytes.count, 0) }
    }
  }

  /// Receives one datagram into `buffer`. The corresponding C function is `recvfrom` with
  /// `MSG_TRUNC`, which returns the whole length even of a datagram that did not fit.
  public func receive(into buffer: inout [UInt8]) throws(SystemCallError) -> NetlinkDatagram {
    let number = descriptor.number
    let flags = receiveFlags
    var source = sockaddr_nl()
    var size = socklen_t(MemoryLayout<sockaddr_nl>.size)
    var span = buffer.mutableSpan
    let length = try unsafe span.withUnsafeMutableBytes { bytes throws(SystemCallError) in
      try retrying("recvfrom") {
        unsafe withUnsafeMutablePointer(to: &source) { pointer in
          unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe recvfrom(
              number, bytes.baseAddress, bytes.count, flags, $0, &size)
          }
        }
      }
    }
    return NetlinkDatagram(length: length, sourcePort: source.nl_pid)
  }
}
