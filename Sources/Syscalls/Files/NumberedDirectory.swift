internal import CLinux
internal import Glibc

/// Directories whose entries are numbers, as /proc has them for processes, threads and
/// descriptors. What is opened through a process's directory is that process's: once it has ended,
/// calls fail with ESRCH or ENOENT, whoever has its number by then. See proc(5).
extension Directory {
  /// Room for the entries that one getdents64(2) gives.
  public static let entryBytes = 32 * 1024

  /// Opens a directory directly in this one by a number.
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

  /// Opens a directory directly in this one.
  public func directory(_ name: StaticString) throws(SystemCallError) -> Directory {
    let number = self.number
    return Directory(
      owning: FileDescriptor(
        owning: try retrying("openat") {
          unsafe clinux_openat(
            number, name.utf8Start, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        }))
  }

  /// Opens a file of a directory in this one by that directory's number: `N/name`.
  public func file(_ name: StaticString, of number: UInt32) throws(SystemCallError)
    -> FileDescriptor
  {
    try file("\(number)/\(name)")
  }

  /// Opens a file of a thread of a process: `N/task/M/name`, where this directory is /proc.
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

  /// How many directories a directory in this one says it has: the links to it, less its own two.
  /// /proc/PID/task tells the number of threads so. The corresponding C function is `fstatat`.
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

  /// The names of the entries that are numbers, in the directory's order. A directory is listed
  /// once; open it again for more.
  /// - Parameters:
  ///   - buffer: `entryBytes` of room.
  ///   - numbers: takes the numbers; what was in it is gone.
  public func numbers(
    using buffer: inout [UInt8], into numbers: inout [UInt32]
  ) throws(SystemCallError) {
    numbers.removeAll(keepingCapacity: true)
    try unsafe entries(using: &buffer) { name throws(SystemCallError) in
      if let number = unsafe decimal(name) { numbers.append(number) }
    }
  }

  /// The sockets among the descriptors of a directory /proc/PID/fd. Only the links are read: a
  /// file behind one is never touched, since it may hang. The corresponding C function is
  /// `readlinkat`. A descriptor that is closed meanwhile is left out.
  /// - Parameters:
  ///   - buffer: `entryBytes` of room.
  ///   - body: is given each socket's inode and descriptor.
  /// - Returns: how many descriptors there are, sockets or not.
  /// - Throws: EACCES where the links must not be read, ESRCH when the process has ended.
  public func sockets(
    using buffer: inout [UInt8], _ body: (_ inode: UInt32, _ descriptor: UInt32) -> Void
  ) throws(SystemCallError) -> Int {
    let directory = number
    var count = 0
    try unsafe entries(using: &buffer) { name throws(SystemCallError) in
      guard let descriptor = unsafe decimal(name) else { return }
      count += 1
      // Longer than any socket's; of the others nothing is wanted.
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

  /// Calls `body` with each entry's name.
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
        // struct linux_dirent64 of getdents64(2): the length at 16, the name at 19.
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

/// The number that a C string is; nil for other names.
private func decimal(_ text: UnsafePointer<CChar>) -> UInt32? {
  var value: UInt32 = 0
  var index = 0
  while true {
    let digit = unsafe UInt8(bitPattern: text[index]) &- 0x30
    guard digit < 10, index < 10 else { return unsafe index > 0 && text[index] == 0 ? value : nil }
    value = value &* 10 &+ UInt32(digit)
    index += 1
  }
}

/// The N of a link's target `socket:[N]`.
private func socketInode(_ target: UnsafeRawBufferPointer) -> UInt32? {
  let prefix: StaticString = "socket:["
  let length = prefix.utf8CodeUnitCount
  guard let start = target.baseAddress, target.count > length + 1,
    unsafe target[target.count - 1] == UInt8(ascii: "]"),
    unsafe memcmp(start, prefix.utf8Start, length) == 0
  else { return nil }
  var value: UInt32 = 0
  for index in length..<target.count - 1 {
    let digit = unsafe target[index] &- 0x30
    guard digit < 10 else { return nil }
    value = value &* 10 &+ UInt32(digit)
  }
  return value
}
