internal import Limits
internal import Privileged
internal import Syscalls

/// A connected client: its socket, and who it is. Shared by the client's thread and by the
/// registry, which shuts it down when the agent stops.
final class ClientSocket: Sendable {
  let stream: UnixStream
  let caller: Caller

  init(_ stream: consuming UnixStream) throws(SystemCallError) {
    // A client that cannot be identified is refused by this throw.
    caller = Caller(try stream.peerCredentials(), of: stream)
    try stream.setSendTimeout(milliseconds: Limits.writeStallSeconds * 1000)
    try? stream.setSendBuffer(bytes: Limits.sendBufferBytes)
    self.stream = stream
  }

  /// For log lines.
  var description: String { "pid \(caller.pid) uid \(caller.uid)" }
}
