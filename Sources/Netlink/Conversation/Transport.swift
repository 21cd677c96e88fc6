public import Syscalls

/// Where datagrams go and come from: the seam at which tests script the kernel's bytes.
public protocol Transport: ~Copyable {
  /// The port id that answers must be addressed to (`nlmsg_pid`).
  var portID: UInt32 { get }
  mutating func send(_ datagram: [UInt8]) throws(SystemCallError)
  mutating func receive(into buffer: inout [UInt8]) throws(SystemCallError) -> NetlinkDatagram
}

/// The real kernel.
public struct KernelTransport: Transport, ~Copyable {
  private let socket: NetlinkSocket

  public init(_ socket: consuming NetlinkSocket) {
    self.socket = socket
  }

  public var portID: UInt32 { socket.portID }

  /// As `NetlinkSocket.drops`.
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
