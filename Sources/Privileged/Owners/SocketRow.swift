internal import Netlink

/// What `SocketProgram` writes of one descriptor of a socket; in the host's byte order.
struct SocketRow: Equatable {
  static let size = 40

  let inode: UInt32
  let descriptor: UInt32
  /// The process's id, in the host's first pid namespace.
  let process: UInt32
  /// The task's own id, which is the process's in its leader.
  let thread: UInt32
  /// When the process started: ns since the host did.
  let start: UInt64
  /// Where the table of descriptors is; only to tell whether two threads have the same.
  let table: UInt64

  /// - Returns: nil beyond the end of the bytes.
  @inline(__always)
  init?(_ bytes: RawSpan, at offset: Int) {
    guard let inode = bytes.load(UInt64.self, at: offset),
      let descriptor = bytes.load(UInt32.self, at: offset + 8),
      let process = bytes.load(UInt32.self, at: offset + 12),
      let thread = bytes.load(UInt32.self, at: offset + 16),
      let start = bytes.load(UInt64.self, at: offset + 24),
      let table = bytes.load(UInt64.self, at: offset + 32)
    else { return nil }
    // As sock_diag tells it, which has 32 bits for it.
    self.inode = UInt32(truncatingIfNeeded: inode)
    self.descriptor = descriptor
    self.process = process
    self.thread = thread
    self.start = start
    self.table = table
  }
}
