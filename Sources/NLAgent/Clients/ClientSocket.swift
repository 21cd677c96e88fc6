internal import Limits
internal import Privileged
internal import Syscalls

/// A connected client's socket and identity. The client's thread shares it with the registry, which
/// shuts it down when the agent stops.
final class ClientSocket: Sendable {
  let stream: UnixStream
  let caller: Caller
  let rights: SocketRights

  /// - Parameter rights: those of the socket to which the client connected.
  init(_ stream: consuming UnixStream, _ rights: SocketRights = SocketRights(Rights()))
    throws(SystemCallError)
  {
    // If this throws, the client cannot be identified and is refused.
    caller = Caller(try stream.peerCredentials(), of: stream)
    try stream.setSendTimeout(milliseconds: Limits.writeStallSeconds * 1000)
    try? stream.setSendBuffer(bytes: Limits.sendBufferBytes)
    self.rights = rights
    self.stream = stream
  }

  /// The client in log lines.
  var description: String { "pid \(caller.pid) uid \(caller.uid)" }
}
