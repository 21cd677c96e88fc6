internal import Limits
internal import Privileged
internal import Syscalls

/// A connected client's socket and identity. The client's thread shares it with the registry, which
/// shuts it down when the agent stops.
final class ClientSocket: Sendable {
  let stream: UnixStream
  let caller: Caller

  init(_ stream: consuming UnixStream) throws(SystemCallError) {
    // If this throws, the client cannot be identified and is refused.
    caller = Caller(try stream.peerCredentials(), of: stream)
    try stream.setSendTimeout(milliseconds: Limits.writeStallSeconds * 1000)
    try? stream.setSendBuffer(bytes: Limits.sendBufferBytes)
    self.stream = stream
  }

  /// Whether the client has closed its socket. One that has closed its sending side alone still
  /// reads its answers.
  var isHungUp: Bool { (try? Poll.isHungUp(stream.number)) ?? false }

  /// The process and user in repeated log lines.
  var identity: (pid: Int32, uid: UInt32) { (caller.pid, caller.uid) }

  /// The client in log lines.
  var description: String { "pid \(caller.pid) uid \(caller.uid)" }
}
