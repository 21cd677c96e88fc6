internal import Limits
internal import ProcFiles
public import Syscalls

/// A process that connected to the agent, as the kernel identifies it.
public final class Caller: Sendable {
  /// The process's number in the agent's pid namespace when it connected; 0 if it has none there.
  public let pid: Int32
  /// The effective user when the process connected.
  public let uid: UInt32
  /// The effective group when the process connected.
  public let gid: UInt32
  /// Whether the caller is root: it has the user 0, and is in the agent's own user and pid
  /// namespaces. The user 0 of a container is not root of the host.
  public let isRoot: Bool
  // Opened on connection, so that a later process with the same number is not mistaken for it.
  private let process: Result<ProcessFile, SystemCallError>

  /// The process at the other end of a connection. Since Linux 6.5 the kernel identifies it by
  /// SO_PEERPIDFD; on older kernels it is opened by its number.
  public convenience init(_ credentials: PeerCredentials, of stream: borrowing UnixStream) {
    let process: Result<ProcessFile, SystemCallError>
    do throws(SystemCallError) {
      process = .success(try stream.peerProcess())
    } catch {
      process =
        error.errno == .protocolNotAvailable ? Caller.hold(credentials.pid) : .failure(error)
    }
    self.init(credentials, process)
  }

  /// A process identified by its number alone.
  public convenience init(_ credentials: PeerCredentials) {
    self.init(credentials, Caller.hold(credentials.pid))
  }

  private init(
    _ credentials: PeerCredentials, _ process: consuming Result<ProcessFile, SystemCallError>
  ) {
    pid = credentials.pid
    uid = credentials.uid
    gid = credentials.gid
    // A process cannot enter a user or pid namespace above its own, so the answer stays true.
    isRoot =
      credentials.uid == 0
      ? Caller.shares(Caller.ownNamespaces, with: credentials.pid, process) : false
    self.process = process
  }

  /// The user and pid namespace of the agent, which are the same as long as it runs.
  private static let ownNamespaces = ["user", "pid"].map { own($0) }

  private static func own(_ type: String) -> (type: String, link: String?) {
    (type, try? Files.linkTarget("/proc/self/ns/\(type)"))
  }

  /// Whether a process lives and is in these namespaces of the agent. False if it cannot be
  /// established, for instance for lack of CAP_SYS_PTRACE.
  private static func shares(
    _ namespaces: [(type: String, link: String?)], with pid: Int32,
    _ process: borrowing Result<ProcessFile, SystemCallError>
  ) -> Bool {
    guard pid > 0 else { return false }
    switch process {
    case .failure: return false
    case .success(let process):
      let isShared = try? process.whileAlive { () throws(SystemCallError) in
        for (type, own) in namespaces {
          guard let own, try Files.linkTarget("/proc/\(pid)/ns/\(type)") == own else {
            return false
          }
        }
        return true
      }
      return isShared ?? false
    }
  }

  private static func hold(_ pid: Int32) -> Result<ProcessFile, SystemCallError> {
    do throws(SystemCallError) {
      return .success(try ProcessFile(pid))
    } catch {
      return .failure(error)
    }
  }

  private var isAlive: Bool {
    switch process {
    case .failure: false
    case .success(let process): process.isAlive
    }
  }

  /// Runs `body`, which opens a resource of the process by its number, and then checks that the
  /// number still belonged to the same process.
  /// - Throws: `caller` if the process is not visible, hidden in /proc or has ended; `system` with
  ///   `action` if `body` fails.
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
      guard error.isGone else { throw .system(error, doing: action) }
      if isAlive, HiddenProcesses.find() != nil {
        throw .caller(.hidden(pid: pid))
      }
      throw .caller(.ended(pid: pid, error.errno))
    }
  }
}

/// The user namespace of a caller, and what the caller is in it.
struct CallersUserNamespace {
  /// The target of the caller's link `ns/user`, which identifies the namespace.
  let namespace: String
  /// Whether the caller's user is root there. That user can regain all capabilities of the
  /// namespace, whatever the process executes.
  let isRoot: Bool
  /// Whether the caller has CAP_SYS_PTRACE there.
  let mayTrace: Bool
}

extension Caller {
  /// The path of the program that the caller runs now, in the caller's own mount namespace, as
  /// `/proc/PID/exe` has it (proc(5)); any bytes. nil if the caller has ended, is not visible or
  /// has no program, or for lack of CAP_SYS_PTRACE.
  public var executable: [UInt8]? {
    try? opening(.listProcesses) { pid throws(SystemCallError) in
      try Files.linkTargetBytes("/proc/\(pid)/exe")
    }
  }

  /// The path of the control group that the caller is in now: that of its service or container
  /// (`CgroupMembership.servicePath`); any bytes. nil if the caller has ended or is not visible.
  public var controlGroup: [UInt8]? {
    let text = try? opening(.listCallersGroups(pid: pid)) { pid throws(SystemCallError) in
      try Files.read("/proc/\(pid)/cgroup", atMost: Limits.procFileBytes)
    }
    return text.map { CgroupMembership.servicePath(in: $0) }
  }

  /// Whether the caller is in the agent's own network namespace now. False if it cannot be
  /// established.
  public var isInAgentsNetworkNamespace: Bool {
    Caller.shares([Caller.own("net")], with: pid, process)
  }

  /// The user namespace that the caller is in now.
  /// - Throws: `caller` if the caller has ended; `system` for lack of CAP_SYS_PTRACE.
  func userNamespace() throws(PrivilegedError) -> CallersUserNamespace {
    let tracing: UInt64 = 1 << 19  // CAP_SYS_PTRACE
    return try opening(.openCallersUserNamespace(pid: pid)) { pid throws(SystemCallError) in
      let status = try Files.read("/proc/\(pid)/status", atMost: Limits.procFileBytes)
      let map = try Files.read("/proc/\(pid)/uid_map", atMost: Limits.procFileBytes)
      return CallersUserNamespace(
        namespace: try Files.linkTarget("/proc/\(pid)/ns/user"),
        isRoot: Caller.root(map) == uid,
        mayTrace: (TaskCredentials(status[...])?.effective ?? 0) & tracing != 0)
    }
  }

  /// The user that a uid_map of user_namespaces(7) maps to 0; nil if none.
  static func root(_ map: [UInt8]) -> UInt32? {
    for line in map.split(separator: UInt8(ascii: "\n")) {
      let numbers = line.split(separator: UInt8(ascii: " ")).map { UInt64(decimal: $0) }
      if numbers.count == 3, numbers[0] == 0 { return numbers[1].flatMap { UInt32(exactly: $0) } }
    }
    return nil
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
