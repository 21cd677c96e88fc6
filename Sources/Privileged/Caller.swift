public import Syscalls

/// A process that connected to the agent, as the kernel identifies it.
public final class Caller: Sendable {
  /// The process's number in the agent's pid namespace when it connected; 0 if it has none there.
  public let pid: Int32
  /// The effective user when the process connected.
  public let uid: UInt32
  /// The effective group when the process connected.
  public let gid: UInt32
  // Opened on connection, so that a later process with the same number is not mistaken for it.
  private let process: Result<ProcessFile, SystemCallError>

  /// The process at the other end of a connection. Since Linux 6.5 the kernel identifies it by
  /// SO_PEERPIDFD; on older kernels it is opened by its number.
  public init(_ credentials: PeerCredentials, of stream: borrowing UnixStream) {
    pid = credentials.pid
    uid = credentials.uid
    gid = credentials.gid
    do throws(SystemCallError) {
      process = .success(try stream.peerProcess())
    } catch {
      process =
        error.errno == .protocolNotAvailable ? Caller.hold(credentials.pid) : .failure(error)
    }
  }

  /// A process identified by its number alone.
  public init(_ credentials: PeerCredentials) {
    pid = credentials.pid
    uid = credentials.uid
    gid = credentials.gid
    process = Caller.hold(credentials.pid)
  }

  /// Whether the process belongs to root, who is not kept out by what other users do.
  public var isRoot: Bool { uid == 0 }

  private static func hold(_ pid: Int32) -> Result<ProcessFile, SystemCallError> {
    do throws(SystemCallError) {
      return .success(try ProcessFile(pid))
    } catch {
      return .failure(error)
    }
  }

  /// Runs `body`, which opens a resource of the process by its number, and then checks that the
  /// number still belonged to the same process.
  /// - Throws: `caller` if the process is not visible or has ended; `system` with `action` if
  ///   `body` fails.
  func opening<Value: ~Copyable>(
    _ action: PrivilegedAction, _ body: (Int32) throws(SystemCallError) -> Value
  ) throws(PrivilegedError) -> Value {
    guard pid > 0 else { throw .caller(.notVisible) }
    do throws(SystemCallError) {
      switch process {
      case .failure(let error): throw error
      case .success(let process):
        return try process.whileAlive { () throws(SystemCallError) in try body(pid) }
      }
    } catch {
      if error.isGone { throw .caller(.ended(pid: pid, error.errno)) }
      throw .system(error, doing: action)
    }
  }
}

extension ProcessFile {
  /// Runs `body`, which opens something of this process by its number, and checks afterwards that
  /// the process still lives. The number may get another owner before `body` uses it, but not while
  /// the process lives.
  /// - Throws: ESRCH where the process has ended, and what `body` throws.
  func whileAlive<Value: ~Copyable>(
    _ body: () throws(SystemCallError) -> Value
  ) throws(SystemCallError) -> Value {
    let value = try body()
    guard isAlive else { throw SystemCallError(.noSuchProcess, "pidfd_open") }
    return value
  }
}

extension SystemCallError {
  /// Whether the process, thread or file does not exist any more.
  var isGone: Bool {
    [.noSuchProcess, .noSuchFileOrDirectory, .invalidArgument, .noData].contains(errno)
  }

  /// Whether a process or thread ended while its files were read.
  public var isEnded: Bool { errno == .noSuchFileOrDirectory || errno == .noSuchProcess }

  /// Whether the call failed for lack of a privilege.
  var isRefusal: Bool { errno == .permissionDenied || errno == .notPermitted }
}
