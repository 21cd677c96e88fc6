/// A system call by its numbers: those of `asm/unistd_64.h` on x86-64 and those of
/// `asm-generic/unistd.h` on arm64.
public struct SystemCall: Sendable {
  /// A table of system calls.
  public enum Architecture: CaseIterable, Sendable {
    case x86x64, arm64

    /// The one that this process runs on; nil if it has no table here.
    public static var current: Architecture? {
      #if arch(x86_64)
        .x86x64
      #elseif arch(arm64)
        .arm64
      #else
        nil
      #endif
    }

    /// AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 of `linux/audit.h`.
    public var audit: UInt32 {
      switch self {
      case .x86x64: 0xc000_003e
      case .arm64: 0xc000_00b7
      }
    }
  }

  /// The highest number that had a meaning when this table was written: listns(2) of Linux 6.19.
  /// Since Linux 5.1 new calls have the same number on all architectures.
  public static let newest: UInt32 = 470

  /// The kernel's name, for instance `openat`.
  public let name: StaticString
  private let x86x64: UInt32?
  private let arm64: UInt32?

  private init(_ name: StaticString, _ x86x64: UInt32?, _ arm64: UInt32?) {
    self.name = name
    self.x86x64 = x86x64
    self.arm64 = arm64
  }

  /// Its number; nil if the architecture does not have it.
  public func number(_ architecture: Architecture) -> UInt32? {
    switch architecture {
    case .x86x64: x86x64
    case .arm64: arm64
    }
  }

  public static let accept4 = SystemCall("accept4", 288, 242)
  public static let access = SystemCall("access", 21, nil)
  public static let alarm = SystemCall("alarm", 37, nil)
  public static let archPrctl = SystemCall("arch_prctl", 158, nil)
  public static let bind = SystemCall("bind", 49, 200)
  public static let bpf = SystemCall("bpf", 321, 280)
  public static let brk = SystemCall("brk", 12, 214)
  public static let capget = SystemCall("capget", 125, 90)
  public static let capset = SystemCall("capset", 126, 91)
  public static let chmod = SystemCall("chmod", 90, nil)
  public static let clockGetres = SystemCall("clock_getres", 229, 114)
  public static let clockGettime = SystemCall("clock_gettime", 228, 113)
  public static let clockNanosleep = SystemCall("clock_nanosleep", 230, 115)
  public static let clone = SystemCall("clone", 56, 220)
  public static let clone3 = SystemCall("clone3", 435, 435)
  public static let close = SystemCall("close", 3, 57)
  public static let closeRange = SystemCall("close_range", 436, 436)
  public static let connect = SystemCall("connect", 42, 203)
  public static let dup2 = SystemCall("dup2", 33, nil)
  public static let dup3 = SystemCall("dup3", 292, 24)
  public static let eventfd2 = SystemCall("eventfd2", 290, 19)
  public static let execve = SystemCall("execve", 59, 221)
  public static let exit = SystemCall("exit", 60, 93)
  public static let exitGroup = SystemCall("exit_group", 231, 94)
  public static let faccessat = SystemCall("faccessat", 269, 48)
  public static let faccessat2 = SystemCall("faccessat2", 439, 439)
  public static let fchmod = SystemCall("fchmod", 91, 52)
  public static let fchmodat = SystemCall("fchmodat", 268, 53)
  public static let fchownat = SystemCall("fchownat", 260, 54)
  public static let fcntl = SystemCall("fcntl", 72, 25)
  public static let flock = SystemCall("flock", 73, 32)
  public static let fstat = SystemCall("fstat", 5, 80)
  public static let fstatfs = SystemCall("fstatfs", 138, 44)
  public static let futex = SystemCall("futex", 202, 98)
  public static let getdents64 = SystemCall("getdents64", 217, 61)
  public static let getegid = SystemCall("getegid", 108, 177)
  public static let geteuid = SystemCall("geteuid", 107, 175)
  public static let getgid = SystemCall("getgid", 104, 176)
  public static let getgroups = SystemCall("getgroups", 115, 158)
  public static let getpid = SystemCall("getpid", 39, 172)
  public static let getppid = SystemCall("getppid", 110, 173)
  public static let getrandom = SystemCall("getrandom", 318, 278)
  public static let getsockname = SystemCall("getsockname", 51, 204)
  public static let getsockopt = SystemCall("getsockopt", 55, 209)
  public static let gettid = SystemCall("gettid", 186, 178)
  public static let gettimeofday = SystemCall("gettimeofday", 96, 169)
  public static let getuid = SystemCall("getuid", 102, 174)
  public static let ioctl = SystemCall("ioctl", 16, 29)
  public static let kcmp = SystemCall("kcmp", 312, 272)
  public static let kill = SystemCall("kill", 62, 129)
  public static let listen = SystemCall("listen", 50, 201)
  public static let lseek = SystemCall("lseek", 8, 62)
  public static let madvise = SystemCall("madvise", 28, 233)
  public static let mkdirat = SystemCall("mkdirat", 258, 34)
  public static let mmap = SystemCall("mmap", 9, 222)
  public static let mprotect = SystemCall("mprotect", 10, 226)
  public static let mremap = SystemCall("mremap", 25, 216)
  public static let munmap = SystemCall("munmap", 11, 215)
  public static let newfstatat = SystemCall("newfstatat", 262, 79)
  public static let openat = SystemCall("openat", 257, 56)
  public static let openat2 = SystemCall("openat2", 437, 437)
  public static let pidfdGetfd = SystemCall("pidfd_getfd", 438, 438)
  public static let pidfdOpen = SystemCall("pidfd_open", 434, 434)
  public static let poll = SystemCall("poll", 7, nil)
  public static let ppoll = SystemCall("ppoll", 271, 73)
  public static let prctl = SystemCall("prctl", 157, 167)
  public static let pread64 = SystemCall("pread64", 17, 67)
  public static let prlimit64 = SystemCall("prlimit64", 302, 261)
  public static let read = SystemCall("read", 0, 63)
  public static let readlink = SystemCall("readlink", 89, nil)
  public static let readlinkat = SystemCall("readlinkat", 267, 78)
  public static let recvfrom = SystemCall("recvfrom", 45, 207)
  public static let recvmsg = SystemCall("recvmsg", 47, 212)
  public static let restartSyscall = SystemCall("restart_syscall", 219, 128)
  public static let rseq = SystemCall("rseq", 334, 293)
  public static let rtSigaction = SystemCall("rt_sigaction", 13, 134)
  public static let rtSigprocmask = SystemCall("rt_sigprocmask", 14, 135)
  public static let rtSigreturn = SystemCall("rt_sigreturn", 15, 139)
  public static let schedGetaffinity = SystemCall("sched_getaffinity", 204, 123)
  public static let schedYield = SystemCall("sched_yield", 24, 124)
  public static let seccomp = SystemCall("seccomp", 317, 277)
  public static let sendmsg = SystemCall("sendmsg", 46, 211)
  public static let sendto = SystemCall("sendto", 44, 206)
  public static let setRobustList = SystemCall("set_robust_list", 273, 99)
  public static let setTidAddress = SystemCall("set_tid_address", 218, 96)
  public static let setitimer = SystemCall("setitimer", 38, 103)
  public static let setns = SystemCall("setns", 308, 268)
  public static let setsockopt = SystemCall("setsockopt", 54, 208)
  public static let shutdown = SystemCall("shutdown", 48, 210)
  public static let sigaltstack = SystemCall("sigaltstack", 131, 132)
  public static let signalfd4 = SystemCall("signalfd4", 289, 74)
  public static let socket = SystemCall("socket", 41, 198)
  public static let socketpair = SystemCall("socketpair", 53, 199)
  public static let statx = SystemCall("statx", 332, 291)
  public static let sysinfo = SystemCall("sysinfo", 99, 179)
  public static let tgkill = SystemCall("tgkill", 234, 131)
  public static let umask = SystemCall("umask", 95, 166)
  public static let uname = SystemCall("uname", 63, 160)
  public static let unlinkat = SystemCall("unlinkat", 263, 35)
  public static let wait4 = SystemCall("wait4", 61, 260)
  public static let write = SystemCall("write", 1, 64)
  public static let writev = SystemCall("writev", 20, 66)
}
