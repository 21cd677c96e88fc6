internal import CLinux
internal import Glibc

/// Files by path. See open(2) and openat2(2).
public enum Files {
  /// Opens a file for reading. The corresponding C function is `open`.
  public static func open(_ path: String) throws(SystemCallError) -> FileDescriptor {
    FileDescriptor(
      owning: try retrying("open") { unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC) })
  }

  /// Reads a whole file.
  /// - Parameter limit: more bytes than this are an error (EMSGSIZE).
  public static func read(_ path: String, atMost limit: Int) throws(SystemCallError) -> [UInt8] {
    try open(path).readAll(atMost: limit)
  }

  /// Makes the directory a file is to be in, open to look into for everybody.
  public static func makeDirectory(parentOf path: String) throws(SystemCallError) {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
    let directory = String(path[..<slash])
    _ = try retrying("mkdir") { unsafe mkdir(directory, 0o755) }
  }

  /// What a symbolic link says, cut at 4,096 bytes. The corresponding C function is `readlink`.
  public static func linkTarget(_ path: String) throws(SystemCallError) -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var span = buffer.mutableSpan
    let count = try unsafe span.withUnsafeMutableBytes { bytes throws(SystemCallError) in
      try retrying("readlink") {
        guard let base = bytes.baseAddress else { return -1 }
        return unsafe readlink(path, base, bytes.count)
      }
    }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// What a path name leads to.
  public struct Status: Sendable {
    public let userID: UInt32
    public let groupID: UInt32
    /// `st_mode`: type and permission bits.
    public let mode: UInt32
    public var isSocket: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFSOCK) }
  }

  /// The corresponding C function is `stat`.
  public static func status(_ path: String) throws(SystemCallError) -> Status {
    var status = stat()
    _ = try retrying("stat") { unsafe stat(path, &status) }
    return Status(userID: status.st_uid, groupID: status.st_gid, mode: status.st_mode)
  }
}

extension FileDescriptor {
  /// Reads to the end of the file.
  /// - Parameter limit: more bytes than this are an error (EMSGSIZE).
  public func readAll(atMost limit: Int) throws(SystemCallError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 4096)
    var count = 0
    while true {
      let got = try read(into: &bytes, at: count)
      if got == 0 { break }
      count += got
      guard count <= limit else { throw SystemCallError(.messageTooLong, "read") }
      if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Reads a file's text from its beginning, wherever it was read before, in one piece, as files of
  /// /proc and of control groups give it. The corresponding C function is `pread`.
  public func readFromStart(atMost limit: Int) throws(SystemCallError) -> [UInt8] {
    let number = self.number
    var bytes = [UInt8](repeating: 0, count: limit)
    var span = bytes.mutableSpan
    let count = try unsafe span.withUnsafeMutableBytes { bytes throws(SystemCallError) in
      try retrying("pread") { unsafe pread(number, bytes.baseAddress, bytes.count, 0) }
    }
    bytes.removeLast(limit - count)
    return bytes
  }

  /// Keeps the descriptor from programs started later. The corresponding C function is
  /// `fcntl` with `FD_CLOEXEC`.
  public func closeOnExec() throws(SystemCallError) {
    let number = self.number
    _ = try retrying("fcntl") { fcntl(number, F_SETFD, FD_CLOEXEC) }
  }
}
