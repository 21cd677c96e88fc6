public import Syscalls

/// Sends and receives datagrams: the seam at which tests replace the kernel by a script.
public protocol Transport: ~Copyable {
  /// The socket's own port id, which answers carry in `nlmsg_pid`.
  var portID: UInt32 { get }
  mutating func send(_ datagram: [UInt8]) throws(SystemCallError)
  mutating func receive(into buffer: inout [UInt8]) throws(SystemCallError) -> NetlinkDatagram
}

/// A netlink socket, and the real kernel behind it.
public struct KernelTransport: Transport, ~Copyable {
  private let socket: NetlinkSocket

  public init(_ socket: consuming NetlinkSocket) {
    self.socket = socket
  }

  public var portID: UInt32 { socket.portID }

  /// See `NetlinkSocket.drops`.
  public func drops() throws(SystemCallError) -> UInt32 { try socket.drops() }

  public mutating func send(_ datagram: [UInt8]) throws(SystemCallError) {
    try socket.send(datagram.rawBytes)
  }

  public mutating func receive(into buffer: inout [UInt8]) throws(SystemCallError)
    -> NetlinkDatagram
  {
    try socket.receive(into: &buffer)
  }
}
