internal import CLinux
internal import Glibc

/// Directories whose entries are numbers, like those of processes, threads and descriptors in
/// /proc. Everything opened through a process's directory belongs to that process: after its end
/// calls fail with ESRCH or ENOENT, even if another process has got its number. See proc(5).
extension Directory {
  /// The size of the buffer for one call of getdents64(2), in bytes.
  public static let entryBytes = 32 * 1024

  /// Opens the subdirectory whose name is a number. A symbolic link is not followed. The
  /// corresponding C function is `openat`.
  public func directory(_ name: UInt32) throws(SystemCallError) -> Directory {
    let number = self.number
    return Directory(
      owning: FileDescriptor(
        owning: try retrying("openat") {
          unsafe "\(name)".withCString { name in
            unsafe openat(number, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
          }
        }))
  }

  /// Opens a subdirectory. A symbolic link is not followed. The corresponding C function is
  /// `openat`.
  public func directory(_ name: StaticString) throws(SystemCallError) -> Directory {
    let number = self.number
    return Directory(
      owning: FileDescriptor(
        owning: try retrying("openat") {
          unsafe clinux_openat(
            number, name.utf8Start, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        }))
  }

  /// Opens the file `number/name` for reading. The corresponding C function is `openat`.
  public func file(_ name: StaticString, of number: UInt32) throws(SystemCallError)
    -> FileDescriptor
  {
    try file("\(number)/\(name)")
  }

  /// Opens the file `process/task/thread/name` for reading, if this directory is /proc. The
  /// corresponding C function is `openat`.
  public func file(
    _ name: StaticString, ofThread thread: UInt32, of process: UInt32
  ) throws(SystemCallError) -> FileDescriptor {
    try file("\(process)/task/\(thread)/\(name)")
  }

  private func file(_ path: String) throws(SystemCallError) -> FileDescriptor {
    let number = self.number
    return FileDescriptor(
      owning: try retrying("openat") {
        unsafe path.withCString { path in
          unsafe openat(number, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        }
      })
  }

  /// The number of directories in a subdirectory: its link count minus two. For /proc/PID/task this
  /// is the number of threads. The corresponding C function is `fstatat`.
  public func directoryCount(in name: StaticString) throws(SystemCallError) -> Int {
    var status = stat()
    let number = self.number
    _ = try retrying("fstatat") {
      name.withUTF8Buffer { name -> Int32 in
        unsafe name.withMemoryRebound(to: CChar.self) { name in
          guard let start = name.baseAddress else { return -1 }
          return unsafe fstatat(number, start, &status, AT_SYMLINK_NOFOLLOW)
        }
      }
    }
    return max(0, Int(clamping: status.st_nlink) - 2)
  }

  /// Lists the entries whose names are numbers, in the directory's order. Works once for each open
  /// directory, since the next call begins at the end of the list.
  /// - Parameters:
  ///   - buffer: a buffer of `entryBytes`.
  ///   - numbers: is replaced by the numbers.
  public func numbers(
    using buffer: inout [UInt8], into numbers: inout [UInt32]
  ) throws(SystemCallError) {
    numbers.removeAll(keepingCapacity: true)
    try unsafe entries(using: &buffer) { name throws(SystemCallError) in
      if let number = unsafe decimal(name) { numbers.append(number) }
    }
  }

  /// Finds the sockets among the descriptors in a directory /proc/PID/fd. Reads the symbolic links
  /// and never opens their targets, which could block. Skips a descriptor that is closed meanwhile.
  /// The corresponding C function is `readlinkat`.
  /// - Parameters:
  ///   - buffer: a buffer of `entryBytes`.
  ///   - body: is called with each socket's inode number and descriptor.
  /// - Returns: the number of all descriptors.
  /// - Throws: EACCES if reading the links is not permitted, ESRCH if the process has ended.
  public func sockets(
    using buffer: inout [UInt8], _ body: (_ inode: UInt32, _ descriptor: UInt32) -> Void
  ) throws(SystemCallError) -> Int {
    let directory = number
    var count = 0
    try unsafe entries(using: &buffer) { name throws(SystemCallError) in
      guard let descriptor = unsafe decimal(name) else { return }
      count += 1
      // Longer than the target of any socket. Targets of other files may be cut short.
      let inode = try unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) {
        target throws(SystemCallError) -> UInt32? in
        guard let start = target.baseAddress else { return nil }
        let count: Int
        do throws(SystemCallError) {
          count = try retrying("readlinkat") {
            unsafe readlinkat(directory, name, start, target.count)
          }
        } catch {
          if error.errno == .noSuchFileOrDirectory { return nil }
          throw error
        }
        return unsafe socketInode(UnsafeRawBufferPointer(start: start, count: count))
      }
      if let inode { body(inode, descriptor) }
    }
    return count
  }

  /// Calls `body` with the name of each entry.
  private func entries(
    using buffer: inout [UInt8], _ body: (UnsafePointer<CChar>) throws(SystemCallError) -> Void
  ) throws(SystemCallError) {
    let directory = number
    var span = buffer.mutableSpan
    try unsafe span.withUnsafeMutableBytes { bytes throws(SystemCallError) in
      while true {
        let count = try retrying("getdents64") {
          unsafe clinux_getdents64(directory, bytes.baseAddress, UInt(bytes.count))
        }
        guard count > 0, let start = bytes.baseAddress else { return }
        // struct linux_dirent64 of getdents64(2): d_reclen at offset 16, d_name at 19.
        var offset = 0
        while offset + 19 < count {
          let length = unsafe Int(start.loadUnaligned(fromByteOffset: offset + 16, as: UInt16.self))
          guard length > 19 else { return }
          try unsafe body((start + offset + 19).assumingMemoryBound(to: CChar.self))
          offset += length
        }
      }
    }
  }
}

/// The decimal number in a C string; nil if it contains anything else.
private func decimal(_ text: UnsafePointer<CChar>) -> UInt32? {
  var value: UInt32 = 0
  var index = 0
  while true {
    let digit = unsafe UInt8(bitPattern: text[index]) &- UInt8(ascii: "0")
    guard digit < 10, index < 10 else { return unsafe index > 0 && text[index] == 0 ? value : nil }
    value = value &* 10 &+ UInt32(digit)
    index += 1
  }
}

/// The number N in a link target `socket:[N]`; nil for other targets.
private func socketInode(_ target: UnsafeRawBufferPointer) -> UInt32? {
  let prefix: StaticString = "socket:["
  let length = prefix.utf8CodeUnitCount
  guard let start = target.baseAddress, target.count > length + 1,
    unsafe target[target.count - 1] == UInt8(ascii: "]"),
    unsafe memcmp(start, prefix.utf8Start, length) == 0
  else { return nil }
  var value: UInt32 = 0
  for index in length..<target.count - 1 {
    let digit = unsafe target[index] &- UInt8(ascii: "0")
    guard digit < 10 else { return nil }
    value = value &* 10 &+ UInt32(digit)
  }
  return value
}
