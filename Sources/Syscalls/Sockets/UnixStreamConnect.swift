internal import Glibc

extension UnixStream {
  /// Connects to a socket file. The corresponding C functions are `socket`, `setsockopt` and
  /// `connect`.
  /// - Parameter milliseconds: how long to wait if the backlog of the listener is full; 0 means no
  ///   limit.
  /// - Throws: EAGAIN after that time.
  public init(connectingTo path: String, milliseconds: Int) throws(SystemCallError) {
    let descriptor = FileDescriptor(owning: try UnixStream.open())
    let number = descriptor.number
    // On Unix sockets the send timeout also limits connect(2).
    try SocketOption.setSendTimeout(number, milliseconds: milliseconds)
    try unsafe UnixAddress.call(path, "connect") { unsafe connect(number, $0, $1) }
    self.init(owning: descriptor)
  }
}

extension UnixStream.Pair {
  /// Returns the first socket and closes the second.
  public consuming func keepingFirst() -> UnixStream { first }
}
