public import Netlink
public import Syscalls

/// Why this target could not do what was asked. It contains facts, not sentences; the client's
/// message is made elsewhere.
public enum PrivilegedError: Error, Sendable {
  /// A system call failed.
  case system(SystemCallError, doing: PrivilegedAction)
  /// A netlink conversation failed.
  case netlink(NetlinkError, doing: PrivilegedAction)
  /// The process that connected cannot be used.
  case caller(CallerProblem)
  /// The network namespace cannot be used.
  case namespace(NamespaceProblem)
  /// The control group cannot be used.
  case cgroup(CgroupProblem)
  /// Exits of tasks cannot be received.
  case taskExits(TaskExitProblem)
  /// The kernel has no generic netlink family with this name (ENOENT).
  case noFamily(String, KernelRefusal)
  /// The kernel acknowledged the request for a family without describing it.
  case emptyFamily(String)
  /// `--owners bpf` is set, and BPF cannot be used.
  case noOwnersByBPF(BPFObstacle)
  /// The kernel acknowledged CGROUPSTATS without an answer.
  case noCgroupStats
  /// `--netns` does not allow this caller to ask about that namespace.
  case namespaceNotPermitted

  /// The errno of the failed call; nil if no call failed.
  public var errno: Errno? {
    switch self {
    case .system(let error, _): error.errno
    case .netlink(let error, _): error.errno
    case .noFamily(_, let refusal): refusal.errno
    case .caller(.ended(_, let errno)): errno
    case .namespace(let problem): problem.errno
    case .cgroup(let problem): problem.errno
    case .taskExits(let problem): problem.errno
    default: nil
    }
  }
}

/// What the target was doing when it failed.
public enum PrivilegedAction: Sendable {
  case enterNamespace(String)
  case findFamily(String)
  case joinEvents
  case listCallersGroups(pid: Int32)
  case listProcesses
  case listenToExits
  case lookUpGroup(String)
  case lookUpLink
  case lookUpLinkName
  case openAgentsNamespace
  case openCallersNamespace(pid: Int32)
  case openCallersPidNamespace(pid: Int32)
  case openCallersUserNamespace(pid: Int32)
  case openGroup(String)
  case openNamespace(inode: UInt64)
  case openNamedNamespace(String)
  case openNamespaceOfProcess(Int32)
  case openInterfaceNames
  case openNetlinkSocket
  case openProcNet
  case openProcesses
  case proveExits
  case readCgroupStats
  case readMounts
  case readProcessors
  case readTaskGroups
  case readTaskStatistics
  case readUsers
  case requestLinks
  case requestRoutes
  case requestSockets
  case translateTasks
  case walkDescriptors
}

/// What is wrong with the process that connected.
public enum CallerProblem: Sendable {
  /// It is in no pid namespace that is visible from the agent's own.
  case notVisible
  /// It lives, and /proc does not show it to the agent; see `hidepid` in proc(5).
  case hidden(pid: Int32)
  /// It has ended.
  case ended(pid: Int32, Errno)
}

/// Why a network namespace cannot be used.
public enum NamespaceProblem: Sendable {
  /// There is no such process.
  case noProcess(Int32, Errno)
  /// There is no such name.
  /// - Parameter known: the names that exist.
  case noName(String, known: [String])
  /// The name's file is a symbolic link; those are not followed.
  case nameIsLink(String)
  /// The name's file is not a network namespace.
  case nameIsNoNamespace(String)
  /// No namespace with this inode number was found.
  case noInode(UInt64)
  /// It was found, but nothing holds it any more.
  case gone(inode: UInt64, Errno)

  var errno: Errno? {
    switch self {
    case .noProcess(_, let errno), .gone(_, let errno): errno
    case .noName, .noInode: .noSuchFileOrDirectory
    case .nameIsLink: .tooManySymbolicLinkLevels
    case .nameIsNoNamespace: .invalidArgument
    }
  }
}

/// Why a control group cannot be used.
public enum CgroupProblem: Sendable {
  /// The path is empty.
  case emptyPath
  /// The path contains a NUL.
  case nulInPath
  /// No hierarchy is mounted.
  case noHierarchy
  /// There is no such group below these mounts.
  case notFound(String, mounts: [String])
  /// The caller's group is not below these mounts.
  case callersNotFound(pid: Int32, mounts: [String])
  /// The path is that of a file.
  case isFile(String, Errno)
  /// The path leads out of its mount.
  case leadsOut(String, of: String, Errno)
  /// The kernel has no openat2(2).
  case noOpenat2(Errno)
  /// The kernel measures pressure only for groups of version 2.
  case noPressureInVersion1
  /// The hierarchy of version 2, whose groups have pressure, is not mounted.
  case noUnifiedHierarchy

  var errno: Errno? {
    switch self {
    case .notFound, .callersNotFound: .noSuchFileOrDirectory
    case .isFile(_, let errno), .leadsOut(_, _, let errno), .noOpenat2(let errno): errno
    case .emptyPath, .nulInPath, .noHierarchy, .noPressureInVersion1, .noUnifiedHierarchy: nil
    }
  }
}

/// Why exits of tasks cannot be received.
public enum TaskExitProblem: Sendable {
  /// The agent is not in the initial pid and user namespaces.
  case notInitialNamespaces(KernelRefusal)
  /// No exit arrived, because the agent is not in the initial network namespace.
  /// - Parameter obstacle: why the initial one could not be entered; nil if it was.
  case noneArrive(obstacle: SystemCallError?)
  /// The kernel does not accept the list of processors.
  /// - Parameter all: the processors of this machine, as the kernel writes them.
  case notProcessors(String, all: String, Errno?)

  var errno: Errno? {
    switch self {
    case .notInitialNamespaces(let refusal): refusal.errno
    case .notProcessors(_, _, let errno): errno
    case .noneArrive: nil
    }
  }
}

/// Why owners of sockets cannot be found by BPF.
public enum BPFObstacle: Error, Sendable {
  /// The agent was started with `--owners proc`.
  case notWanted
  /// The agent is not in the initial pid namespace.
  case notInitialPidNamespace
  /// The kernel's type information cannot be read.
  case typesUnreadable(path: String, SystemCallError)
  /// The kernel's type information lacks a type or member that the program needs.
  case typesIncomplete(path: String)
  /// The kernel rejected the program.
  case refused(SystemCallError)
  /// The iterator's times differ from those of /proc, as in a time namespace.
  case timesDiffer

  /// Whether it can work the next time: descriptors or memory were short.
  var isPassing: Bool {
    switch self {
    case .typesUnreadable(_, let error), .refused(let error):
      [
        .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .noBufferSpace,
        .resourceTemporarilyUnavailable, .ioError,
      ].contains(error.errno)
    default: false
    }
  }
}
