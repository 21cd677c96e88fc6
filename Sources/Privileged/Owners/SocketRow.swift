internal import Netlink

/// What `SocketProgram` writes for one descriptor of a socket, in host byte order.
struct SocketRow: Equatable {
  static let size = 40

  let inode: UInt32
  let descriptor: UInt32
  /// The pid of the process, in the initial pid namespace.
  let process: UInt32
  /// The id of the task; that of the leader is the pid of its process.
  let thread: UInt32
  /// The start of the process, in nanoseconds since the boot of the host.
  let start: UInt64
  /// The address of the descriptor table, used only to see whether two threads share one.
  let table: UInt64

  /// - Returns: nil at the end of the bytes.
  @inline(__always)
  init?(_ bytes: RawSpan, at offset: Int) {
    guard let inode = bytes.load(UInt64.self, at: offset),
      let descriptor = bytes.load(UInt32.self, at: offset + 8),
      let process = bytes.load(UInt32.self, at: offset + 12),
      let thread = bytes.load(UInt32.self, at: offset + 16),
      let start = bytes.load(UInt64.self, at: offset + 24),
      let table = bytes.load(UInt64.self, at: offset + 32)
    else { return nil }
    // Truncated as in sock_diag, which has 32 bits for it.
    self.inode = UInt32(truncatingIfNeeded: inode)
    self.descriptor = descriptor
    self.process = process
    self.thread = thread
    self.start = start
    self.table = table
  }
}
