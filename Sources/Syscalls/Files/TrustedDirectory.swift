internal import CLinux
internal import Glibc

/// A file or directory on a path that another user could replace.
public struct ExposedFile: Error, Equatable, Sendable {
  public enum Reason: Equatable, Sendable {
    /// It belongs to this user id.
    case owner(UInt32)
    /// It is a directory in which others than its owner can replace files. The value has its
    /// permission bits.
    case mode(UInt32)
  }

  public let path: String
  public let reason: Reason

  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }
}

/// Why a directory could not be opened.
public enum TrustedDirectoryError: Error, Equatable, Sendable {
  case exposed(ExposedFile)
  case failed(SystemCallError)
}

/// Identifies a file as long as it exists or is open.
struct FileIdentity: Equatable, Sendable {
  let device: UInt64
  let inode: UInt64

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }
}

/// An open directory (O_PATH) whose path only root and this process's user can redirect: each
/// directory and each symbolic link on the way belongs to one of the two, and nobody else can
/// write to such a directory. A directory with the sticky bit, as `/tmp`, may be writable, since
/// others cannot rename or remove files of root or of this user there.
struct TrustedDirectory: ~Copyable, Sendable {
  private let descriptor: FileDescriptor
  // The user ids that are trusted.
  private let owners: [UInt32]

  /// Opens a directory by an absolute path.
  /// - Parameter makingLast: whether the directory is made, with the mode 0755, if only its own
  ///   name is missing.
  init(_ path: String, makingLast: Bool) throws(TrustedDirectoryError) {
    var current = try TrustedDirectory.openRoot()
    // The owner of the root directory decides every path anyway. In a user namespace this is an
    // unmapped user, to whom the other directories of the system belong, too.
    let owners = [0, geteuid(), try TrustedDirectory.status(current).st_uid]
    var place = ""
    var remaining: [String] = TrustedDirectory.components(path).reversed()
    var links = 0
    try TrustedDirectory.check(try TrustedDirectory.status(current), "/", owners)
    while let name = remaining.popLast() {
      let next = try TrustedDirectory.step(
        current, name, isMade: makingLast && remaining.isEmpty)
      let status = try TrustedDirectory.status(next)
      try TrustedDirectory.check(status, place + "/" + name, owners)
      guard status.st_mode & S_IFMT == S_IFLNK else {
        current = next
        place += "/" + name
        continue
      }
      links += 1
      guard links <= TrustedDirectory.mostLinks else {
        throw .failed(SystemCallError(.tooManySymbolicLinkLevels, "openat"))
      }
      let target = try TrustedDirectory.linkTarget(next)
      if target.hasPrefix("/") {
        current = try TrustedDirectory.openRoot()
        place = ""
      }
      remaining += TrustedDirectory.components(target).reversed()
    }
    guard try TrustedDirectory.status(current).st_mode & S_IFMT == S_IFDIR else {
      throw .failed(SystemCallError(.notDirectory, "openat"))
    }
    descriptor = current
    self.owners = owners
  }

  // MARK: Files in the directory

  /// Whether files of this user are trusted.
  func trusts(_ user: UInt32) -> Bool { owners.contains(user) }

  /// The attributes of a file in the directory; nil if there is none. Symbolic links are not
  /// followed. The corresponding C function is `fstatat`.
  func status(_ name: String) throws(SystemCallError) -> stat? {
    var status = stat()
    let number = descriptor.number
    do throws(SystemCallError) {
      _ = try retrying("fstatat") { unsafe fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) }
    } catch {
      if error.errno == .noSuchFileOrDirectory { return nil }
      throw error
    }
    return status
  }

  /// Opens a file in the directory. A symbolic link is not followed (ELOOP, except with O_PATH).
  /// The corresponding C function is `openat`.
  func open(
    _ name: String, _ flags: Int32, mode: mode_t = 0
  ) throws(SystemCallError) -> FileDescriptor {
    let number = descriptor.number
    return FileDescriptor(
      owning: try retrying("openat") {
        unsafe openat(number, name, flags | O_NOFOLLOW | O_CLOEXEC, mode)
      })
  }

  /// Opens a file in the directory with O_PATH, also one that is a symbolic link.
  func file(_ name: String) throws(SystemCallError) -> FileDescriptor {
    try open(name, pathOnly)
  }

  /// Removes a file of the directory if the name still belongs to this file. Only root and this
  /// user can change it between the check and the removal. The corresponding C function is
  /// `unlinkat`.
  func remove(_ name: String, ifStill file: FileIdentity) {
    guard let status = try? status(name), FileIdentity(status) == file else { return }
    _ = unsafe unlinkat(descriptor.number, name, 0)
  }

  // MARK: The walk

  // As in the kernel (MAXSYMLINKS).
  private static let mostLinks = 40

  private static func components(_ path: String) -> [String] {
    path.split(separator: "/").map { String($0) }.filter { $0 != "." }
  }

  private static func openRoot() throws(TrustedDirectoryError) -> FileDescriptor {
    try system { () throws(SystemCallError) in
      FileDescriptor(
        owning: try retrying("open") { unsafe Glibc.open("/", pathOnly | O_DIRECTORY | O_CLOEXEC) })
    }
  }

  /// Opens a file in a directory, also one that is a symbolic link.
  private static func step(
    _ directory: borrowing FileDescriptor, _ name: String, isMade: Bool
  ) throws(TrustedDirectoryError) -> FileDescriptor {
    let number = directory.number
    func open() throws(SystemCallError) -> FileDescriptor {
      FileDescriptor(
        owning: try retrying("openat") {
          unsafe openat(number, name, pathOnly | O_NOFOLLOW | O_CLOEXEC)
        })
    }
    return try system { () throws(SystemCallError) in
      do throws(SystemCallError) {
        return try open()
      } catch {
        guard isMade, error.errno == .noSuchFileOrDirectory else { throw error }
      }
      do throws(SystemCallError) {
        _ = try retrying("mkdirat") { unsafe mkdirat(number, name, 0o755) }
      } catch {
        guard error.errno == .fileExists else { throw error }
      }
      return try open()
    }
  }

  private static func check(
    _ status: stat, _ path: String, _ owners: [UInt32]
  ) throws(TrustedDirectoryError) {
    guard owners.contains(status.st_uid) else {
      throw .exposed(ExposedFile(path: path, reason: .owner(status.st_uid)))
    }
    let isDirectory = status.st_mode & S_IFMT == S_IFDIR
    guard !isDirectory || status.st_mode & 0o022 == 0 || status.st_mode & S_ISVTX != 0 else {
      throw .exposed(ExposedFile(path: path, reason: .mode(status.st_mode & 0o7777)))
    }
  }

  private static func status(
    _ file: borrowing FileDescriptor
  ) throws(TrustedDirectoryError) -> stat {
    do throws(SystemCallError) {
      return try file.status()
    } catch {
      throw .failed(error)
    }
  }

  /// The target of a symbolic link that is open with O_PATH.
  private static func linkTarget(
    _ link: borrowing FileDescriptor
  ) throws(TrustedDirectoryError) -> String {
    let number = link.number
    return try system { () throws(SystemCallError) in
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = try retrying("readlinkat") {
        unsafe readlinkat(number, "", &buffer, buffer.count)
      }
      return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  private static func system<Value: ~Copyable>(
    _ body: () throws(SystemCallError) -> Value
  ) throws(TrustedDirectoryError) -> Value {
    do throws(SystemCallError) {
      return try body()
    } catch {
      throw .failed(error)
    }
  }
}

extension FileDescriptor {
  /// The corresponding C function is `fstat`.
  func status() throws(SystemCallError) -> stat {
    let number = self.number
    var status = stat()
    _ = try retrying("fstat") { unsafe fstat(number, &status) }
    return status
  }

  /// Sets O_NONBLOCK. The corresponding C function is `fcntl` with `F_SETFL`.
  func setNonblocking() throws(SystemCallError) {
    let number = self.number
    let flags = try retrying("fcntl") { fcntl(number, F_GETFL) }
    _ = try retrying("fcntl") { fcntl(number, F_SETFL, flags | O_NONBLOCK) }
  }
}

// O_PATH of open(2), which glibc declares only with _GNU_SOURCE.
private let pathOnly = Int32(CLINUX_O_PATH)
