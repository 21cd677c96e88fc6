internal import CLinux
internal import Glibc

/// An error number of the kernel, with the names that swift-system gives it. See errno(3).
public struct Errno: RawRepresentable, Hashable, Sendable {
  /// The positive number.
  public let rawValue: Int32

  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  public init(_ rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The value of `errno` in this thread: the error of the C call that has just failed.
  static var current: Errno { Errno(Glibc.errno) }

  /// The symbolic name, for instance `EPERM`; for instance `errno 4095` if glibc has no name for
  /// the number. The corresponding C function is `strerrorname_np`.
  public var name: String {
    guard let name = unsafe strerrorname_np(rawValue) else { return "errno \(rawValue)" }
    return unsafe String(cString: name)
  }

  /// glibc's English description, for instance `Operation not permitted`. The corresponding C
  /// function is `strerrordesc_np`.
  public var explanation: String {
    guard let text = unsafe strerrordesc_np(rawValue) else { return "Unknown error" }
    return unsafe String(cString: text)
  }
}

/// The error numbers that callers compare with. The names are those of swift-system, except that
/// ENODEV is `noSuchDevice`, as Linux describes it.
extension Errno {
  /// EACCES: Permission denied.
  public static let permissionDenied = Errno(EACCES)
  /// EADDRINUSE: Address already in use.
  public static let addressInUse = Errno(EADDRINUSE)
  /// EAFNOSUPPORT: Address family not supported by protocol.
  public static let addressFamilyNotSupported = Errno(EAFNOSUPPORT)
  /// EAGAIN, which is also EWOULDBLOCK: Resource temporarily unavailable.
  public static let resourceTemporarilyUnavailable = Errno(EAGAIN)
  /// EBADF: Bad file descriptor.
  public static let badFileDescriptor = Errno(EBADF)
  /// EBUSY: Device or resource busy.
  public static let resourceBusy = Errno(EBUSY)
  /// ECONNABORTED: Software caused connection abort.
  public static let connectionAbort = Errno(ECONNABORTED)
  /// ECONNREFUSED: Connection refused.
  public static let connectionRefused = Errno(ECONNREFUSED)
  /// ECONNRESET: Connection reset by peer.
  public static let connectionReset = Errno(ECONNRESET)
  /// EEXIST: File exists.
  public static let fileExists = Errno(EEXIST)
  /// EHOSTUNREACH: No route to host.
  public static let noRouteToHost = Errno(EHOSTUNREACH)
  /// EINTR: Interrupted system call.
  public static let interrupted = Errno(EINTR)
  /// EINVAL: Invalid argument.
  public static let invalidArgument = Errno(EINVAL)
  /// EIO: Input/output error.
  public static let ioError = Errno(EIO)
  /// EISDIR: Is a directory.
  public static let isDirectory = Errno(EISDIR)
  /// ELOOP: Too many levels of symbolic links.
  public static let tooManySymbolicLinkLevels = Errno(ELOOP)
  /// EMFILE: Too many open files.
  public static let tooManyOpenFiles = Errno(EMFILE)
  /// EMSGSIZE: Message too long.
  public static let messageTooLong = Errno(EMSGSIZE)
  /// ENAMETOOLONG: File name too long.
  public static let fileNameTooLong = Errno(ENAMETOOLONG)
  /// ENETUNREACH: Network is unreachable.
  public static let networkUnreachable = Errno(ENETUNREACH)
  /// ENFILE: Too many open files in system.
  public static let tooManyOpenFilesInSystem = Errno(ENFILE)
  /// ENOBUFS: No buffer space available.
  public static let noBufferSpace = Errno(ENOBUFS)
  /// ENODATA: No data available.
  public static let noData = Errno(ENODATA)
  /// ENODEV: No such device.
  public static let noSuchDevice = Errno(ENODEV)
  /// ENOENT: No such file or directory.
  public static let noSuchFileOrDirectory = Errno(ENOENT)
  /// ENOMEM: Cannot allocate memory.
  public static let noMemory = Errno(ENOMEM)
  /// ENOPROTOOPT: Protocol not available; of getsockopt(2), an unknown option.
  public static let protocolNotAvailable = Errno(ENOPROTOOPT)
  /// ENOSYS: Function not implemented.
  public static let noFunction = Errno(ENOSYS)
  /// ENOTDIR: Not a directory.
  public static let notDirectory = Errno(ENOTDIR)
  /// ENOTTY: Inappropriate ioctl for device.
  public static let inappropriateIOCTLForDevice = Errno(ENOTTY)
  /// EOPNOTSUPP, which is also ENOTSUP: Operation not supported.
  public static let notSupported = Errno(EOPNOTSUPP)
  /// EPERM: Operation not permitted.
  public static let notPermitted = Errno(EPERM)
  /// ETIMEDOUT: Connection timed out.
  public static let timedOut = Errno(ETIMEDOUT)
  /// EPIPE: Broken pipe.
  public static let brokenPipe = Errno(EPIPE)
  /// EPROTONOSUPPORT: Protocol not supported.
  public static let protocolNotSupported = Errno(EPROTONOSUPPORT)
  /// EROFS: Read-only file system.
  public static let readOnlyFileSystem = Errno(EROFS)
  /// ESRCH: No such process.
  public static let noSuchProcess = Errno(ESRCH)
  /// ESTALE: Stale file handle.
  public static let staleNFSFileHandle = Errno(ESTALE)
  /// EXDEV: Invalid cross-device link.
  public static let improperLink = Errno(EXDEV)
}
