internal import Syscalls

/// A system call that processes of the agent may make.
struct AllowedCall: Sendable {
  /// Whose filter allows it.
  struct Users: OptionSet, Sendable {
    let rawValue: UInt8

    /// The agent.
    static let agent = Users(rawValue: 1)
    /// An agent whose reload may open sockets.
    static let opener = Users(rawValue: 2)
    /// A surveyor. It begins with the agent's filter and adds its own, so every call of its own
    /// must be the agent's, too.
    static let surveyor = Users(rawValue: 4)
    static let both: Users = [.agent, .surveyor]
  }

  let call: SystemCall
  let users: Users
  /// What its arguments must be. Several rows of one call are alternatives.
  let conditions: [ArgumentCondition]
  let why: StaticString

  init(
    _ call: SystemCall, _ users: Users, if conditions: [ArgumentCondition] = [],
    _ why: StaticString
  ) {
    self.call = call
    self.users = users
    self.conditions = conditions
    self.why = why
  }

  /// The filter for these users.
  static func filter(
    for users: Users, _ architecture: SystemCall.Architecture
  ) -> SystemCallFilter {
    let rules = table.filter { !$0.users.isDisjoint(with: users) }
    return SystemCallFilter(
      rules.map { SystemCallRule($0.call, $0.conditions) }, missing: missing, for: architecture)
  }

  /// All rows.
  static let table = files + kernelSockets + memory + threads + processes + power + ownSockets

  /// Calls for which the C library has another way when the kernel lacks them. The flags of clone3
  /// lie in memory, so it could make namespaces; glibc then uses clone.
  static let missing: [SystemCall] = [.clone3, .statx, .faccessat2, .closeRange]

  // MARK: Files

  // Bits of open(2), which are the same on both architectures.
  private static let writeOnly: UInt32 = 0o1
  private static let readWrite: UInt32 = 0o2
  private static let create: UInt32 = 0o100
  private static let exclusive: UInt32 = 0o200
  private static let truncate: UInt32 = 0o1000
  private static let append: UInt32 = 0o2000
  private static let nonblocking: UInt32 = 0o4000
  private static let temporary: UInt32 = 0o20_000_000
  private static let changes =
    writeOnly | readWrite | create | exclusive | truncate | append | temporary

  private static let files: [AllowedCall] = [
    AllowedCall(.read, .both, "files, connections"),
    AllowedCall(
      .openat, .both, if: [.argument(2, mask: changes, in: [0])], "to read; libraries of a surveyor"
    ),
    AllowedCall(
      .openat, .agent,
      if: [.argument(2, mask: changes | nonblocking, in: [readWrite | nonblocking])],
      "pressure triggers are written into a file that exists"),
    AllowedCall(
      .openat, .opener,
      if: [
        .argument(2, mask: changes | nonblocking, in: [readWrite | create | nonblocking]),
        .argument(3, in: [0o600]),
      ], "the lock file beside a socket"),
    AllowedCall(.close, .both, "descriptors"),
    AllowedCall(.readlinkat, .both, "links in /proc/PID/fd and /proc/PID/ns"),
    AllowedCall(.readlink, .both, "links in /proc"),
    AllowedCall(.getdents64, .both, "directories"),
    AllowedCall(.newfstatat, .both, "attributes of files"),
    AllowedCall(.fstat, .both, "attributes of files"),
    AllowedCall(.fstatfs, .both, "whether a file is a namespace, or a control group"),
    AllowedCall(.openat2, .agent, "control groups, beneath their mount; see Directory"),
    AllowedCall(.pread64, .both, "pressure files; libraries of a surveyor"),
    AllowedCall(.lseek, .both, "directories, time zone"),
    AllowedCall(.write, .both, "log, pressure triggers, messages of the Swift runtime"),
    AllowedCall(.writev, .both, "last messages of glibc"),
    AllowedCall(
      .fcntl, .both,
      // F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
      if: [.argument(1, in: [1, 2, 3, 4, 1030])], "flags of descriptors, duplicates"),
    AllowedCall(.access, .agent, "libraries of a surveyor"),
    AllowedCall(.faccessat, .agent, "libraries of a surveyor"),
  ]

  // MARK: Conversations

  private static let unix: UInt32 = 1  // AF_UNIX
  private static let netlink: UInt32 = 16  // AF_NETLINK

  private static let kernelSockets: [AllowedCall] = [
    AllowedCall(.recvfrom, .agent, "netlink"),
    AllowedCall(.sendto, .agent, "netlink, answers to clients, sd_notify"),
    AllowedCall(.poll, .both, "connections and events"),
    AllowedCall(.eventfd2, .agent, "wakes the thread of a subscriber to exits"),
    AllowedCall(.ppoll, .both, "connections and events"),
    AllowedCall(
      .socket, .agent,
      if: [.argument(0, in: [netlink]), .argument(2, in: [0, 4, 16])],
      "NETLINK_ROUTE, NETLINK_SOCK_DIAG, NETLINK_GENERIC"),
    AllowedCall(
      .socket, .agent, if: [.argument(0, in: [unix])],
      "names of links (SIOCGIFNAME), sd_notify, sockets of a reload"),
    AllowedCall(
      .socketpair, .agent, if: [.argument(0, in: [unix])], "the connection with a surveyor"),
    AllowedCall(.connect, .agent, "netlink, and whether another agent listens"),
    AllowedCall(.getsockname, .agent, "port of a netlink socket, path of a socket"),
    AllowedCall(.getsockopt, .both, "who a client is, losses, cookies of namespaces"),
    AllowedCall(
      .setsockopt, .agent,
      if: [
        .argument(1, in: [1]),
        // SO_SNDBUF, SO_RCVBUF, SO_RCVTIMEO, SO_SNDTIMEO, SO_RCVBUFFORCE, SO_PASSRIGHTS
        .argument(2, in: [7, 8, 20, 21, 33, 83]),
      ], "SOL_SOCKET: buffers, times, no descriptors of clients"),
    AllowedCall(
      .setsockopt, .agent,
      if: [
        .argument(1, in: [270]),
        // NETLINK_ADD_MEMBERSHIP, NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK
        .argument(2, in: [1, 10, 11, 12]),
      ], "SOL_NETLINK: groups of events, answers"),
    AllowedCall(.accept4, .agent, "clients"),
    AllowedCall(.shutdown, .agent, "connections that the agent ends"),
    AllowedCall(.sendmsg, .both, "messages between the agent and a surveyor"),
    AllowedCall(.recvmsg, .both, "messages between the agent and a surveyor"),
    AllowedCall(
      .ioctl, .both,
      if: [
        .argument(
          1,
          in: [
            0x5401, 0x802c_542a,  // TCGETS, TCGETS2: whether the log is a terminal
            0x894c,  // SIOCGSKNS
            0xb703,  // NS_GET_NSTYPE
          ])
      ], "namespaces of sockets, and whether a file is a namespace"),
    AllowedCall(
      .ioctl, .agent,
      if: [
        .argument(
          1,
          in: [
            0x8910,  // SIOCGIFNAME
            0xb702,  // NS_GET_PARENT
            0x8004_b706, 0x8004_b708,  // NS_GET_PID_FROM_PIDNS, NS_GET_PID_IN_PIDNS
          ])
      ], "names of links, numbers of tasks in other namespaces"),
  ]

  // MARK: The process itself

  private static let writable: UInt32 = 2  // PROT_WRITE
  private static let executable: UInt32 = 4  // PROT_EXEC

  private static let memory: [AllowedCall] = [
    AllowedCall(.futex, .both, "locks, waiting for threads"),
    AllowedCall(
      .mmap, .both, if: [.argument(2, mask: writable | executable, in: [0, writable, executable])],
      "memory that is not both writable and executable"),
    AllowedCall(
      .mprotect, .both, if: [.argument(2, mask: executable, in: [0])],
      "memory that does not become executable"),
    AllowedCall(.munmap, .both, "memory"),
    AllowedCall(.mremap, .both, "memory"),
    AllowedCall(.madvise, .both, "memory that goes back to the kernel"),
    AllowedCall(.brk, .both, "memory"),
    AllowedCall(.getrandom, .both, "seeds of hash tables"),
    AllowedCall(.clockGettime, .both, "time, where the vDSO has none"),
    AllowedCall(.gettimeofday, .both, "time, where the vDSO has none"),
    AllowedCall(.clockGetres, .both, "time, where the vDSO has none"),
    AllowedCall(.clockNanosleep, .agent, "pauses"),
    AllowedCall(.restartSyscall, .both, "made by the kernel after a stop"),
    AllowedCall(.uname, .agent, "glibc"),
    AllowedCall(.sysinfo, .agent, "glibc"),
    AllowedCall(.exit, .both, "the end of a thread"),
    AllowedCall(.exitGroup, .both, "the end of a process"),
    AllowedCall(.rtSigreturn, .both, "signals"),
    AllowedCall(.rtSigprocmask, .both, "signals"),
    AllowedCall(.rtSigaction, .both, "signals"),
    AllowedCall(.sigaltstack, .both, "signals"),
    AllowedCall(.getpid, .both, "the process's own id"),
    AllowedCall(.getppid, .both, "a surveyor leaves out the agent"),
    AllowedCall(.gettid, .both, "abort(3)"),
    AllowedCall(.tgkill, .both, if: [.argument(2, in: [6])], "abort(3): SIGABRT"),
    AllowedCall(.getuid, .agent, "the process's own ids"),
    AllowedCall(.geteuid, .agent, "the process's own ids"),
    AllowedCall(.getgid, .agent, "the process's own ids"),
    AllowedCall(.getegid, .agent, "the process's own ids"),
    AllowedCall(.getgroups, .agent, "whether /proc hides processes from the agent (hidepid)"),
  ]

  /// CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID and
  /// CLONE_NEWNET.
  private static let namespaces: UInt32 = 0x7e02_0000

  private static let threads: [AllowedCall] = [
    AllowedCall(
      .clone, .agent, if: [.argument(0, mask: namespaces, in: [0])],
      "threads and surveyors, without new namespaces"),
    AllowedCall(.rseq, .agent, "new threads and programs"),
    AllowedCall(.setRobustList, .agent, "new threads and programs"),
    AllowedCall(.setTidAddress, .agent, "new programs"),
    AllowedCall(.archPrctl, .agent, "new programs"),
    AllowedCall(.schedGetaffinity, .agent, "the number of processors"),
    AllowedCall(.schedYield, .agent, "locks"),
    AllowedCall(
      .prlimit64, .agent, if: ArgumentCondition.isNull(2), "the size of stacks; sets no limit"),
    AllowedCall(.signalfd4, .agent, "signals"),
  ]

  // MARK: Surveyors, and the power of methods

  private static let processes: [AllowedCall] = [
    AllowedCall(
      .execve, .agent,
      """
      surveyors. The filter cannot see which program; whatever it is, it has this filter, these \
      capabilities at most, and no set-user-ID
      """),
    AllowedCall(.dup2, .agent, "the descriptor of a surveyor"),
    AllowedCall(.dup3, .agent, "the descriptor of a surveyor"),
    AllowedCall(.wait4, .agent, "the end of a surveyor"),
    AllowedCall(.kill, .agent, if: [.argument(1, in: [9])], "SIGKILL for a surveyor"),
    AllowedCall(.alarm, .both, "the time of a surveyor"),
    AllowedCall(.setitimer, .both, "the time of a surveyor"),
    AllowedCall(.capget, .agent, "a surveyor gives up capabilities; status reports them"),
    AllowedCall(.capset, .agent, "a surveyor gives up capabilities"),
    AllowedCall(.seccomp, .agent, "a surveyor adds its own filter"),
    AllowedCall(
      .prctl, .agent,
      // PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT
      if: [.argument(0, in: [24, 38, 47])], "a surveyor gives up capabilities"),
    AllowedCall(
      .prctl, .agent, if: [.argument(0, in: [4]), .argument(1, in: [0])],
      "PR_SET_DUMPABLE to 0, by a surveyor"),
  ]

  private static let power: [AllowedCall] = [
    AllowedCall(.pidfdOpen, .both, "processes of clients, and those that are read"),
    AllowedCall(
      .pidfdGetfd, .both, "a surveyor takes hold of sockets, to learn their namespaces"),
    AllowedCall(
      .setns, .agent, if: [.argument(1, in: [0x4000_0000])], "network namespaces (CLONE_NEWNET)"),
    AllowedCall(
      .kcmp, .agent, if: [.argument(2, in: [2])], "whether threads share descriptors (KCMP_FILES)"),
    AllowedCall(
      .bpf, .agent,
      // BPF_PROG_LOAD, BPF_LINK_CREATE, BPF_ITER_CREATE
      if: [.argument(0, in: [5, 28, 33])], "the program that finds owners of sockets"),
  ]

  // MARK: The agent's own sockets

  private static let setIDs: UInt32 = 0o7000  // S_ISUID, S_ISGID, S_ISVTX

  private static let ownSockets: [AllowedCall] = [
    AllowedCall(
      .unlinkat, .agent, if: [.argument(2, in: [0])], "socket and lock file, when the agent ends"),
    AllowedCall(.bind, .opener, "a socket of a reload"),
    AllowedCall(.listen, .opener, "a socket of a reload"),
    AllowedCall(.umask, .opener, "a socket of a reload"),
    AllowedCall(
      .flock, .opener, if: [.argument(1, in: [6])], "LOCK_EX | LOCK_NB of the lock file"),
    AllowedCall(
      .mkdirat, .opener, if: [.argument(2, in: [0o755])], "the directory of a socket"),
    AllowedCall(
      .fchmod, .opener, if: [.argument(1, mask: setIDs, in: [0])], "the mode of a socket"),
    AllowedCall(
      .chmod, .opener, if: [.argument(1, mask: setIDs, in: [0])], "the mode of a socket"),
    AllowedCall(
      .fchmodat, .opener, if: [.argument(2, mask: setIDs, in: [0])], "the mode of a socket"),
    AllowedCall(
      .fchownat, .opener, if: [.argument(4, in: [0x1000])],
      "user and group of a socket (AT_EMPTY_PATH)"),
  ]
}
