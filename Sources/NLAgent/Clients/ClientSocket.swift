internal import Limits
internal import Privileged
internal import Syscalls

/// A connected client's socket and identity. The client's thread shares it with the registry, which
/// shuts it down when the agent stops.
final class ClientSocket: Sendable {
  let stream: UnixStream
  let caller: Caller
  let rights: SocketRights

  /// - Parameters:
  ///   - rights: those of the socket to which the client connected.
  ///   - caller: the process that connected; nil to ask the kernel.
  ///   - checkMilliseconds: how long one send may wait before `send` checks whether to go on.
  init(
    _ stream: consuming UnixStream, _ rights: SocketRights = SocketRights(Rights()),
    from caller: Caller? = nil, checkMilliseconds: Int = Limits.sendCheckMilliseconds
  ) throws(SystemCallError) {
    // If this throws, the client cannot be identified and is refused.
    self.caller =
      if let caller { caller } else { Caller(try stream.peerCredentials(), of: stream) }
    try stream.setSendTimeout(milliseconds: checkMilliseconds)
    try? stream.setSendBuffer(bytes: Limits.sendBufferBytes)
    self.rights = rights
    self.stream = stream
  }

  /// Sends what the kernel takes of `bytes` without a wait.
  /// - Returns: the number of bytes sent.
  /// - Throws: EPIPE if the client is gone.
  func sendNow(
    _ bytes: RawSpan, _ patience: inout SendPatience
  ) throws(SystemCallError) -> Int {
    let sent = try stream.send(bytes, waits: false)
    patience.spend(milliseconds: 0, sent: sent)
    return sent
  }

  /// Sends all of `bytes`, as long as there is patience with the client.
  /// - Parameter blocked: called after each wait, a second at most after its beginning, with the
  ///   milliseconds that it took. If it throws, nothing more is sent.
  /// - Throws: EAGAIN if the patience is spent, EPIPE if the client is gone.
  func send(
    _ bytes: RawSpan, _ patience: inout SendPatience,
    blocked: (Int64) throws(SystemCallError) -> Void = { _ in }
  ) throws(SystemCallError) {
    var done = 0
    var before = KernelClock.monotonicMilliseconds()
    while done < bytes.byteCount {
      let sent = try stream.send(bytes.extracting(done..<bytes.byteCount))
      let now = KernelClock.monotonicMilliseconds()
      let waited = now - before
      patience.spend(milliseconds: waited, sent: sent)
      done += sent
      before = now
      if waited > 0 { try blocked(waited) }
      if done < bytes.byteCount, patience.isSpent {
        throw SystemCallError(.resourceTemporarilyUnavailable, "send")
      }
    }
  }

  /// Whether the client has closed its socket. One that has closed its sending side alone still
  /// reads its answers.
  var isHungUp: Bool { (try? Poll.isHungUp(stream.number)) ?? false }

  /// The process and user in repeated log lines.
  var identity: (pid: Int32, uid: UInt32) { (caller.pid, caller.uid) }

  /// The client in log lines.
  var description: String { "pid \(caller.pid) uid \(caller.uid)" }
}
