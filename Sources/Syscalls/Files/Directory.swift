internal import CLinux
internal import Glibc

/// An open directory, through which the files and directories beneath it are opened. See
/// openat2(2).
public struct Directory: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// Opens a directory by an absolute path. The corresponding C function is `open`.
  public init(_ path: String) throws(SystemCallError) {
    descriptor = FileDescriptor(
      owning: try retrying("open") {
        unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      })
  }

  init(owning descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
  }

  /// The number in the descriptor table, for requests that name a directory by it.
  public var number: Int32 { descriptor.number }

  /// Opens a directory beneath this one, without following symbolic links, crossing mounts or
  /// leaving this directory. The corresponding call is `openat2` with RESOLVE_BENEATH,
  /// RESOLVE_NO_SYMLINKS, RESOLVE_NO_MAGICLINKS and RESOLVE_NO_XDEV.
  /// - Throws: EXDEV if the path leaves this directory or crosses a mount, ELOOP if it contains a
  ///   symbolic link, ENOTDIR, ENOENT, and EINVAL if it contains a NUL.
  public func directory(beneath path: String) throws(SystemCallError) -> Directory {
    try directory(beneath: Array(path.utf8))
  }

  /// Opens a directory beneath this one by a path of any bytes.
  public func directory(beneath path: [UInt8]) throws(SystemCallError) -> Directory {
    guard !path.contains(0) else { throw SystemCallError(.invalidArgument, "openat2") }
    let number = descriptor.number
    let path = path + [0]
    let flags = UInt64(O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    let rules = UInt64(
      RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV)
    let opened = try retrying("openat2") {
      unsafe path.withUnsafeBufferPointer { path in
        unsafe clinux_openat2(number, path.baseAddress, flags, rules)
      }
    }
    return Directory(owning: FileDescriptor(owning: opened))
  }

  /// Opens a file in this directory for reading. A symbolic link is not followed (ELOOP). The
  /// corresponding C function is `openat`.
  public func file(_ name: StaticString) throws(SystemCallError) -> FileDescriptor {
    let number = descriptor.number
    return FileDescriptor(
      owning: try retrying("openat") {
        unsafe clinux_openat(number, name.utf8Start, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      })
  }

  /// Opens a file in this directory for reading and writing, with O_NONBLOCK. A symbolic link is
  /// not followed (ELOOP). The corresponding C function is `openat`.
  public func fileToWrite(_ name: StaticString) throws(SystemCallError) -> FileDescriptor {
    let number = descriptor.number
    return FileDescriptor(
      owning: try retrying("openat") {
        unsafe clinux_openat(
          number, name.utf8Start, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      })
  }

  /// The directory's inode number. The corresponding C function is `fstat`.
  public func inode() throws(SystemCallError) -> UInt64 {
    var status = stat()
    let number = descriptor.number
    _ = try retrying("fstat") { unsafe fstat(number, &status) }
    return UInt64(status.st_ino)
  }

  /// The type of the file system that contains the directory (`linux/magic.h`). The corresponding C
  /// function is `fstatfs`.
  public func fileSystemType() throws(SystemCallError) -> Int {
    var status = statfs()
    let number = descriptor.number
    _ = try retrying("fstatfs") { unsafe fstatfs(number, &status) }
    return Int(status.f_type)
  }

  /// A subdirectory.
  public struct Entry: Sendable {
    /// Any bytes except NUL and slash.
    public let name: [UInt8]
    public let inode: UInt64
  }

  /// The subdirectories of this directory, without `.`, `..` and symbolic links. Works
  /// once for each open directory, since the next call begins at the end of the list. The
  /// corresponding C function is `readdir`.
  public func subdirectories() throws(SystemCallError) -> [Entry] {
    let copy = try descriptor.duplicate().release()
    guard let stream = unsafe fdopendir(copy) else {
      _ = close(copy)
      throw SystemCallError(.noMemory, "fdopendir")
    }
    defer { unsafe closedir(stream) }
    var entries: [Entry] = []
    while let entry = unsafe readdir(stream) {
      guard unsafe entry.pointee.d_type == UInt8(DT_DIR) else { continue }
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe Array(bytes.prefix { $0 != 0 })
      }
      if DirectoryListing.isSelfOrParent(name) { continue }
      entries.append(Entry(name: name, inode: UInt64(unsafe entry.pointee.d_ino)))
    }
    return entries
  }
}
