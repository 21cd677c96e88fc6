internal import CLinux
internal import Glibc

/// Files by their paths. See open(2).
public enum Files {
  /// Opens a file for reading. The corresponding C function is `open`.
  public static func open(_ path: String) throws(SystemCallError) -> FileDescriptor {
    FileDescriptor(
      owning: try retrying("open") { unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC) })
  }

  /// Reads a whole file.
  /// - Parameter limit: the largest size in bytes.
  /// - Throws: EMSGSIZE if the file is larger, and the errors of open(2) and read(2).
  public static func read(_ path: String, atMost limit: Int) throws(SystemCallError) -> [UInt8] {
    try open(path).readAll(atMost: limit)
  }

  /// The target of a symbolic link, at most 4,096 bytes of it. The corresponding C function is
  /// `readlink`.
  public static func linkTarget(_ path: String) throws(SystemCallError) -> String {
    String(decoding: try linkTargetBytes(path), as: UTF8.self)
  }

  /// The same as bytes, which need not be UTF-8.
  public static func linkTargetBytes(_ path: String) throws(SystemCallError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var span = buffer.mutableSpan
    let count = try unsafe span.withUnsafeMutableBytes { bytes throws(SystemCallError) in
      try retrying("readlink") {
        guard let base = bytes.baseAddress else { return -1 }
        return unsafe readlink(path, base, bytes.count)
      }
    }
    return Array(buffer[..<count])
  }

  /// Attributes of a file.
  public struct Status: Sendable {
    public let userID: UInt32
    public let groupID: UInt32
    /// `st_mode`: type and permission bits.
    public let mode: UInt32
    public var isSocket: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFSOCK) }
  }

  /// The attributes of the file that a path names; symbolic links are followed. The corresponding C
  /// function is `stat`.
  public static func status(_ path: String) throws(SystemCallError) -> Status {
    var status = stat()
    _ = try retrying("stat") { unsafe stat(path, &status) }
    return Status(userID: status.st_uid, groupID: status.st_gid, mode: status.st_mode)
  }
}

extension FileDescriptor {
  /// Reads to the end of the file.
  /// - Parameter limit: the largest number of bytes.
  /// - Throws: EMSGSIZE if the file has more bytes, and the errors of read(2).
  public func readAll(atMost limit: Int) throws(SystemCallError) -> [UInt8] {
    var bytes: [UInt8] = []
    let count = try readAll(into: &bytes, atMost: limit)
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Reads to the end of the file into the beginning of `buffer`, so that a caller that reads many
  /// files allocates memory once.
  /// - Parameters:
  ///   - buffer: grows as needed and never shrinks. The bytes after those of the file have no
  ///     meaning.
  ///   - limit: the largest number of bytes.
  /// - Returns: the number of bytes read.
  /// - Throws: EMSGSIZE if the file has more bytes, and the errors of read(2).
  public func readAll(
    into buffer: inout [UInt8], atMost limit: Int
  ) throws(SystemCallError) -> Int {
    var count = 0
    while true {
      if count == buffer.count {
        buffer.append(contentsOf: repeatElement(0, count: max(4096, count)))
      }
      let readBytes = try read(into: &buffer, at: count)
      if readBytes == 0 { return count }
      count += readBytes
      guard count <= limit else { throw SystemCallError(.messageTooLong, "read") }
    }
  }

  /// Reads a file from its beginning, whatever was read before. Reads with a single call, which is
  /// enough for files of /proc and of control groups. The corresponding C function is `pread`.
  /// - Parameter limit: the largest number of bytes; further bytes are not read.
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

  /// Closes the descriptor in programs that are started later. The corresponding C function is
  /// `fcntl` with `FD_CLOEXEC`.
  public func closeOnExec() throws(SystemCallError) {
    let number = self.number
    _ = try retrying("fcntl") { fcntl(number, F_SETFD, FD_CLOEXEC) }
  }
}
