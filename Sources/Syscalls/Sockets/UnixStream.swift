internal import Glibc

/// One end of a connected AF_UNIX stream socket. See unix(7).
public struct UnixStream: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// Takes ownership of a connected socket.
  public init(owning descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
  }

  /// Connects to a socket file. Waits without a limit if the backlog of the listener is full. The
  /// corresponding C functions are `socket` and `connect`.
  public init(connectingTo path: String) throws(SystemCallError) {
    let descriptor = FileDescriptor(owning: try UnixStream.open())
    let number = descriptor.number
    try unsafe UnixAddress.call(path, "connect") { unsafe connect(number, $0, $1) }
    self.descriptor = descriptor
  }

  /// The number of the socket in the descriptor table, for `Poll`.
  public var number: Int32 { descriptor.number }

  static func open() throws(SystemCallError) -> Int32 {
    try retrying("socket") {
      socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }
  }

  /// Two sockets that are connected to each other.
  public struct Pair: ~Copyable {
    public var first: UnixStream
    public var second: UnixStream
  }

  /// Creates a connected pair. The corresponding C function is `socketpair`.
  public static func pair() throws(SystemCallError) -> Pair {
    var numbers: [Int32] = [-1, -1]
    _ = try retrying("socketpair") {
      unsafe socketpair(
        AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &numbers)
    }
    return Pair(
      first: UnixStream(owning: FileDescriptor(owning: numbers[0])),
      second: UnixStream(owning: FileDescriptor(owning: numbers[1])))
  }

  /// Receives bytes into `buffer` at `offset`. The corresponding C function is `read`; the kernel
  /// closes descriptors that the peer sends along.
  /// - Returns: the number of bytes received; 0 if the peer has closed its side, or if there is no
  ///   room.
  /// - Throws: EAGAIN after the receive timeout.
  public func receive(into buffer: inout [UInt8], at offset: Int = 0) throws(SystemCallError) -> Int
  {
    try descriptor.read(into: &buffer, at: offset)
  }

  /// Sends some of `bytes`. The corresponding C function is `send` with `MSG_NOSIGNAL`.
  /// - Parameter waits: whether to wait for room. If not, `MSG_DONTWAIT` is set.
  /// - Returns: the number of bytes sent: all of them, or fewer after the send timeout. The kernel
  ///   restarts the timeout for each buffer of some 36 KiB.
  /// - Throws: EPIPE if the peer is gone.
  public func send(_ bytes: RawSpan, waits: Bool = true) throws(SystemCallError) -> Int {
    let number = descriptor.number
    let flags = Int32(MSG_NOSIGNAL) | (waits ? 0 : Int32(MSG_DONTWAIT))
    do throws(SystemCallError) {
      return try unsafe bytes.withUnsafeBytes { bytes throws(SystemCallError) in
        try retrying("send") {
          unsafe Glibc.send(number, bytes.baseAddress, bytes.count, flags)
        }
      }
    } catch {
      if error.errno == .resourceTemporarilyUnavailable { return 0 }
      throw error
    }
  }

  /// Sends all of `bytes`. The corresponding C function is `send` with `MSG_NOSIGNAL`.
  /// - Throws: EAGAIN if there was no room for any byte during the whole send timeout, EPIPE if the
  ///   peer is gone.
  public func sendAll(_ bytes: RawSpan) throws(SystemCallError) {
    let number = descriptor.number
    var done = 0
    while done < bytes.byteCount {
      let remaining = bytes.extracting(done..<bytes.byteCount)
      let start = KernelClock.monotonicMilliseconds()
      let sent = try unsafe remaining.withUnsafeBytes { bytes throws(SystemCallError) in
        try retrying("send") {
          unsafe Glibc.send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
      }
      done += sent
      // A send that times out after it has sent some bytes does not fail, it only sends fewer. The
      // next one would wait for the whole timeout again. The kernel measures the timeout in ticks
      // of up to 10 ms.
      guard sent < remaining.byteCount else { break }
      let limit = try SocketOption.sendTimeoutMilliseconds(number)
      if limit > 0, KernelClock.monotonicMilliseconds() - start + 20 >= limit {
        throw SystemCallError(.resourceTemporarilyUnavailable, "send")
      }
    }
  }

  /// Ends reading, writing or both. The corresponding C function is `shutdown`.
  public func shutdown(reading: Bool, writing: Bool) {
    let how = reading && writing ? SHUT_RDWR : reading ? SHUT_RD : SHUT_WR
    _ = Glibc.shutdown(number, Int32(how))
  }

  /// Sets how long `sendAll` waits without sending a byte; see SO_SNDTIMEO in socket(7). 0 means no
  /// limit.
  public func setSendTimeout(milliseconds: Int) throws(SystemCallError) {
    try SocketOption.setSendTimeout(number, milliseconds: milliseconds)
  }

  /// Sets how long `receive` waits; see SO_RCVTIMEO in socket(7). 0 means no limit.
  public func setReceiveTimeout(milliseconds: Int) throws(SystemCallError) {
    try SocketOption.setReceiveTimeout(number, milliseconds: milliseconds)
  }

  /// Sets the room for bytes that the peer has not read yet (SO_SNDBUF). The kernel limits it to
  /// `net.core.wmem_max`.
  public func setSendBuffer(bytes: Int32) throws(SystemCallError) {
    try SocketOption.set(number, level: SOL_SOCKET, SO_SNDBUF, bytes)
  }

  /// The credentials of the process that connected. See SO_PEERCRED in unix(7).
  public func peerCredentials() throws(SystemCallError) -> PeerCredentials {
    try SocketOption.peerCredentials(number)
  }
}
