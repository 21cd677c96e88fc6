public import Syscalls

/// A process that connected to the agent, as the kernel identifies it.
public final class Caller: Sendable {
  /// Its number in this process's pid namespace when it connected; 0 where it has none there.
  public let pid: Int32
  /// Its effective user when it connected.
  public let uid: UInt32
  /// Its effective group when it connected.
  public let gid: UInt32
  // Held from the beginning, so that its number cannot come to mean another process unnoticed.
  private let process: Result<ProcessFile, SystemCallError>

  /// The process at the other end of a connection. The kernel names it by SO_PEERPIDFD since Linux
  /// 6.5; before, it is held by its number.
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

  /// A process by its number.
  public init(_ credentials: PeerCredentials) {
    pid = credentials.pid
    uid = credentials.uid
    gid = credentials.gid
    process = Caller.hold(credentials.pid)
  }

  private static func hold(_ pid: Int32) -> Result<ProcessFile, SystemCallError> {
    do throws(SystemCallError) {
      return .success(try ProcessFile(pid))
    } catch {
      return .failure(error)
    }
  }

  /// Runs `body`, which opens something of the process by its number, and makes sure afterwards
  /// that the number still was its own.
  /// - Throws: `caller` where the process cannot be seen or has ended, and what `body` throws.
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
  /// Whether the process, thread or file that was asked about does not exist any more.
  var isGone: Bool {
    [.noSuchProcess, .noSuchFileOrDirectory, .invalidArgument, .noData].contains(errno)
  }

  /// Whether a process or thread ended while it was read.
  public var isEnded: Bool { errno == .noSuchFileOrDirectory || errno == .noSuchProcess }

  /// Whether a privilege is missing.
  var isRefusal: Bool { errno == .permissionDenied || errno == .notPermitted }
}
