internal import CLinux
internal import Glibc

/// A failed system call: its errno and the C function that failed. See errno(3).
public struct Errno: Error, Equatable, Sendable {
  /// The kernel's positive error number.
  public let code: Int32
  /// The C function that failed, for instance `connect`.
  public let operation: String

  public init(_ code: Int32, _ operation: StaticString) {
    self.code = code
    self.operation = operation.description
  }

  /// The error of the C call that has just failed in this thread.
  static func last(_ operation: StaticString) -> Errno {
    Errno(Glibc.errno, operation)
  }

  /// The symbolic name, for instance `EPERM`; `errno 4095` where glibc knows none.
  public var name: String { Errno.name(of: code) }

  /// glibc's sentence for the error, for instance `Operation not permitted`.
  public var explanation: String { Errno.explanation(of: code) }

  /// The symbolic name of any error number. See strerrorname_np(3).
  public static func name(of code: Int32) -> String {
    guard let name = unsafe strerrorname_np(code) else { return "errno \(code)" }
    return unsafe String(cString: name)
  }

  /// glibc's English sentence for any error number. See strerrordesc_np(3).
  public static func explanation(of code: Int32) -> String {
    guard let text = unsafe strerrordesc_np(code) else { return "Unknown error" }
    return unsafe String(cString: text)
  }
}

extension Errno: CustomStringConvertible {
  public var description: String { "\(operation): \(explanation) (\(name))" }
}

/// The error numbers that callers decide by. See errno(3).
extension Errno {
  public static let accessDenied = EACCES
  public static let again = EAGAIN
  public static let addressInUse = EADDRINUSE
  public static let badDescriptor = EBADF
  public static let brokenPipe = EPIPE
  public static let busy = EBUSY
  public static let connectionAborted = ECONNABORTED
  public static let connectionRefused = ECONNREFUSED
  public static let connectionReset = ECONNRESET
  public static let crossDevice = EXDEV
  public static let hostUnreachable = EHOSTUNREACH
  public static let interrupted = EINTR
  public static let invalid = EINVAL
  public static let io = EIO
  public static let isDirectory = EISDIR
  public static let loop = ELOOP
  public static let messageSize = EMSGSIZE
  public static let noBufferSpace = ENOBUFS
  public static let noEntry = ENOENT
  public static let noData = ENODATA
  public static let noDevice = ENODEV
  public static let networkUnreachable = ENETUNREACH
  public static let noFamily = EAFNOSUPPORT
  public static let noOption = ENOPROTOOPT
  public static let noProcess = ESRCH
  public static let noRequest = ENOTTY
  public static let noSystemCall = ENOSYS
  public static let notDirectory = ENOTDIR
  public static let notPermitted = EPERM
  public static let notSupported = EOPNOTSUPP
  public static let processFileLimit = EMFILE
  public static let readOnly = EROFS
  public static let stale = ESTALE
  public static let systemFileLimit = ENFILE
  public static let noMemory = ENOMEM
}
