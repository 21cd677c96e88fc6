internal import Glibc

/// One end of a connected AF_UNIX stream socket. See unix(7).
public struct UnixStream: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// Takes over a connected socket.
  public init(owning descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
  }

  /// Connects to a socket file. The corresponding C functions are `socket` and `connect`.
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

  /// Two sockets connected to each other.
  public struct Pair: ~Copyable {
    public var first: UnixStream
    public var second: UnixStream
  }

  /// Makes a connected pair. The corresponding C function is `socketpair`.
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

  /// Receives bytes to `offset` of `buffer`. The corresponding C function is `recv`;
  /// descriptors that the peer sends along are closed by the kernel.
  /// - Returns: the bytes received, 0 when the peer has sent all.
  public func receive(into buffer: inout [UInt8], at offset: Int = 0) throws(SystemCallError) -> Int
  {
    try descriptor.read(into: &buffer, at: offset)
  }

  /// Sends all of `bytes`. The corresponding C function is `send` with `MSG_NOSIGNAL`.
  /// - Throws: `EAGAIN` when the peer took nothing for the whole send timeout.
  public func sendAll(_ bytes: RawSpan) throws(SystemCallError) {
    let number = descriptor.number
    var done = 0
    while done < bytes.byteCount {
      let rest = bytes.extracting(done..<bytes.byteCount)
      let start = KernelClock.monotonicMilliseconds()
      let sent = try unsafe rest.withUnsafeBytes { bytes throws(SystemCallError) in
        try retrying("send") {
          unsafe send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
      }
      done += sent
      // A send that took some bytes before its time was up is only short, and the next one
      // would wait as long again. The kernel counts in ticks, up to 10 ms each.
      guard sent < rest.byteCount else { break }
      let limit = try SocketOption.sendTimeoutMilliseconds(number)
      if limit > 0, KernelClock.monotonicMilliseconds() - start + 20 >= limit {
        throw SystemCallError(.resourceTemporarilyUnavailable, "send")
      }
    }
  }

  /// No more bytes will be sent or received. The corresponding C function is `shutdown`.
  public func shutdown(reading: Bool, writing: Bool) {
    let how = reading && writing ? SHUT_RDWR : reading ? SHUT_RD : SHUT_WR
    _ = Glibc.shutdown(number, Int32(how))
  }

  /// How long `sendAll` waits without progress; see SO_SNDTIMEO in socket(7).
  public func setSendTimeout(milliseconds: Int) throws(SystemCallError) {
    try SocketOption.setSendTimeout(number, milliseconds: milliseconds)
  }

  /// How long `receive` waits; see SO_RCVTIMEO in socket(7). 0 is without end.
  public func setReceiveTimeout(milliseconds: Int) throws(SystemCallError) {
    try SocketOption.setReceiveTimeout(number, milliseconds: milliseconds)
  }

  /// Asks for room for `bytes` unread bytes; the kernel caps it at `net.core.wmem_max`.
  public func setSendBuffer(bytes: Int32) throws(SystemCallError) {
    try SocketOption.set(number, level: SOL_SOCKET, SO_SNDBUF, bytes)
  }

  /// Who connected. See SO_PEERCRED in unix(7).
  public func peerCredentials() throws(SystemCallError) -> PeerCredentials {
    try SocketOption.peerCredentials(number)
  }
}
