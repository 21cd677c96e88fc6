internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

extension UnixSelection {
  /// Hands over the sockets from /proc/net/unix, after sock_diag was refused.
  /// - Parameter original: the refusal, thrown if /proc/net cannot answer the call either.
  func readProc(
    _ problems: inout [Problem], instead original: RPCError,
    _ row: (borrowing UnixDiagMessage) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) {
    // A filter for members that the file does not contain would match no socket.
    guard !filtersByAbsentMembers else { throw original }
    // Counted before and after: sockets may come and go in between, and only rows beyond both
    // counts are certainly forged.
    let before = socketCount()
    var rows: UInt64 = 0
    var pending: UnixSocketLine?
    try SocketFallback.lines(of: "unix", from: kernel, in: namespace, instead: original) {
      line throws(RPCError) in
      guard let socket = UnixSocketLine(line) else {
        pending?.append(line)
        return true
      }
      rows += 1
      defer { pending = socket }
      return try write(pending, row)
    }
    _ = try write(pending, row)
    SocketFallback.addProblem(
      to: &problems, instead: original,
      """
      these sockets have no cookie, peer, queues, owner and file; an @ in a name may stand for a \
      NUL, and a line feed in one may have made up a socket
      """)
    if let before, let after = socketCount(), rows > max(before, after) {
      problems.append(
        Problem(
          .forgedSockets,
          "\(rows - max(before, after)) of the listed sockets do not exist: names that contain "
            + "line feeds forged their lines, and nothing shows which"))
    }
  }

  /// - Returns: false when `row` asked to stop.
  private func write(
    _ line: UnixSocketLine?, _ row: (borrowing UnixDiagMessage) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> Bool {
    // A socket without an inode waits for accept(2); sock_diag lists only its listener, too.
    guard let line, line.inode != 0, states & 1 << UInt32(line.state) != 0 else { return true }
    do throws(NetlinkError) {
      let message = line.message
      let socket = try UnixDiagMessage(message.rawBytes)
      guard holds(socket) else { return true }
      return try row(socket) == .next
    } catch {
      throw RPCError(error, doing: "write a socket of /proc/net/unix")
    }
  }

  /// How many Unix sockets the namespace has, from the lines UNIX and UNIX-STREAM of
  /// /proc/net/protocols; nil if they cannot be read.
  private func socketCount() -> UInt64? {
    guard let file = try? kernel.openProcNet("protocols", in: namespace),
      let text = try? file.readAll(atMost: Limits.procBytes)
    else { return nil }
    return ProtocolCounts.unixSockets(text)
  }
}
