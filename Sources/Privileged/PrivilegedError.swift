public import Netlink
public import Syscalls

/// Why this target could not do what it was asked for. It carries facts and no sentences: what a
/// client reads is made of it elsewhere.
public enum PrivilegedError: Error, Sendable {
  /// A system call failed.
  case system(SystemCallError, doing: PrivilegedAction)
  /// A netlink conversation failed.
  case netlink(NetlinkError, doing: PrivilegedAction)
  case caller(CallerProblem)
  case namespace(NamespaceProblem)
  case cgroup(CgroupProblem)
  case taskExits(TaskExitProblem)
  /// The kernel has no generic netlink family of that name.
  case noFamily(String, KernelRefusal)
  /// The kernel's answer about the family of that name is empty.
  case emptyFamily(String)
  /// Owners of sockets are to be found by BPF alone, which cannot be used.
  case noOwnersByBPF(BPFObstacle)
  /// The kernel acknowledged CGROUPSTATS without an answer.
  case noCgroupStats
  /// The rule `--netns` does not let this caller ask about that namespace.
  case namespaceNotPermitted

  /// The error number behind it; nil where none is.
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

/// What was being done when something failed.
public enum PrivilegedAction: Sendable {
  case enterNamespace(String)
  case findFamily(String)
  case joinEvents
  case listCallersGroups(pid: Int32)
  case listProcesses
  case listenToExits
  case lookUpGroup(String)
  case openAgentsNamespace
  case openCallersNamespace(pid: Int32)
  case openCallersPidNamespace(pid: Int32)
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
  case readTaskStatistics
  case requestLinks
  case requestRoutes
  case requestSockets
  case walkDescriptors
}

/// What is wrong with the process that connected.
public enum CallerProblem: Sendable {
  /// It is in no pid namespace that is below this process's own.
  case notVisible
  case ended(pid: Int32, Errno)
}

/// Why a network namespace cannot be had.
public enum NamespaceProblem: Sendable {
  case noProcess(Int32, Errno)
  /// - Parameter known: the names that there are.
  case noName(String, known: [String])
  /// A file in the directory of names is a symbolic link, which is not followed.
  case nameIsLink(String)
  case nameIsNoNamespace(String)
  case noInode(UInt64)
  /// It was found, and nothing holds it any more.
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

/// Why a control group cannot be had.
public enum CgroupProblem: Sendable {
  case emptyPath
  case nulInPath
  /// No hierarchy is mounted.
  case noHierarchy
  case notFound(String, mounts: [String])
  case callersNotFound(pid: Int32, mounts: [String])
  case isFile(String, Errno)
  case leadsOut(String, of: String, Errno)
  /// The kernel has no openat2(2).
  case noOpenat2(Errno)
  /// The kernel measures pressure of groups of cgroup v2 alone.
  case noPressureInVersion1

  var errno: Errno? {
    switch self {
    case .notFound, .callersNotFound: .noSuchFileOrDirectory
    case .isFile(_, let errno), .leadsOut(_, _, let errno), .noOpenat2(let errno): errno
    case .emptyPath, .nulInPath, .noHierarchy, .noPressureInVersion1: nil
    }
  }
}

/// Why exits of tasks cannot be received.
public enum TaskExitProblem: Sendable {
  /// The agent is in a pid or user namespace that is not the initial one.
  case notInitialNamespaces(KernelRefusal)
  /// None arrive: the agent is in another network namespace than the initial one.
  /// - Parameter obstacle: why that could not be entered, where it could not.
  case noneArrive(obstacle: SystemCallError?)
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
  case notInitialPidNamespace
  case typesUnreadable(path: String, SystemCallError)
  case typesIncomplete(path: String)
  case refused(SystemCallError)
  /// Times of the iterator are not those of /proc, as in a time namespace.
  case timesDiffer
}
