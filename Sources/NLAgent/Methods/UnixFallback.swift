internal import Netlink
internal import Protocol
internal import Syscalls

/// Unix sockets from /proc/net/unix.
struct UnixFallback {
  private let states: UInt32
  private let types: [UInt8]?
  private let namespace: TargetNamespace?

  /// - Parameter states: the kernel's mask, as sock_diag would get it.
  init(_ states: UInt32, _ types: [UInt8]?, in namespace: TargetNamespace?) {
    self.states = states
    self.types = types
    self.namespace = namespace
  }

  func write(
    _ response: inout ResponseWriter, _ problems: inout [Problem], instead original: RPCError
  ) throws(RPCError) {
    // Counted before and after: while sockets come and go nobody can tell rows too many.
    let before = socketCount()
    var rows: UInt64 = 0
    var pending: UnixSocketLine?
    try SocketFallback.lines(of: "unix", in: namespace, instead: original) {
      line throws(RPCError) in
      guard let socket = UnixSocketLine(line) else {
        pending?.append(line)
        return true
      }
      rows += 1
      defer { pending = socket }
      return write(pending, to: &response)
    }
    _ = write(pending, to: &response)
    SocketFallback.note(
      &response, &problems, instead: original,
      """
      these sockets have no cookie, peer, queues, owner and file; an @ in a name may stand for a \
      NUL, and a line feed in one may have made up a socket
      """)
    if let before, let after = socketCount(), rows > max(before, after) {
      problems.append(
        Problem(
          "forgedSockets",
          "\(rows - max(before, after)) sockets more are listed than there are: names with line "
            + "feeds made them up, and nothing tells which"))
    }
  }

  /// - Returns: false when the client is gone.
  private func write(_ socket: UnixSocketLine?, to response: inout ResponseWriter) -> Bool {
    // Without an inode it waits for accept(2); sock_diag tells of the listener only, too.
    guard let socket, socket.inode != 0, states & 1 << UInt32(socket.state) != 0,
      types?.contains(socket.type) ?? true
    else { return true }
    UnixRecord.write(socket, in: namespace, to: &response.json)
    return response.recordEnded()
  }

  /// How many Unix sockets the namespace has, in the lines UNIX and UNIX-STREAM of
  /// /proc/net/protocols; nil where that cannot be told.
  private func socketCount() -> UInt64? {
    guard let file = try? KernelAccess.openProcNet("protocols", in: namespace),
      let text = try? file.readAll(atMost: Limits.procBytes)
    else { return nil }
    return ProtocolCounts.unixSockets(text)
  }
}
