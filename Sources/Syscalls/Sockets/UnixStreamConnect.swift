internal import Glibc

extension UnixStream {
  /// Connects to a socket file, and waits at most so long for a listener whose queue is full.
  /// The corresponding C functions are `socket`, `setsockopt` and `connect`.
  /// - Throws: `EAGAIN` when the time is up.
  public init(connectingTo path: String, milliseconds: Int) throws(SystemCallError) {
    let descriptor = FileDescriptor(owning: try UnixStream.open())
    let number = descriptor.number
    // On Unix sockets connect(2) obeys the send timeout.
    try SocketOption.setSendTimeout(number, milliseconds: milliseconds)
    try unsafe UnixAddress.call(path, "connect") { unsafe connect(number, $0, $1) }
    self.init(owning: descriptor)
  }
}

extension UnixStream.Pair {
  /// Keeps one end and closes the other.
  public consuming func keepingFirst() -> UnixStream { first }
}
