internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// Returns what the privileged side returns, and throws what its error means to a client.
func explained<Value: ~Copyable>(
  _ body: @autoclosure () throws(PrivilegedError) -> Value
) throws(RPCError) -> Value {
  do throws(PrivilegedError) {
    return try body()
  } catch {
    throw RPCError(error)
  }
}

extension RPCError {
  /// What an error of the privileged side means to a client.
  init(_ error: PrivilegedError) {
    switch error {
    case .system(let error, let action):
      self.init(error, doing: action.phrase, hint: action.hint(error.errno))
    case .netlink(let error, let action):
      self.init(error, doing: action.phrase, hint: error.errno.flatMap { action.hint($0) })
    case .caller(let problem): self.init(problem)
    case .namespace(let problem): self.init(problem)
    case .cgroup(let problem): self.init(problem)
    case .taskExits(let problem): self.init(problem)
    case .noFamily(let name, let refusal):
      self.init(
        .notFound, "the kernel has no generic netlink family \(name)", errno: refusal.errno.name,
        kernel: refusal.text,
        hint: """
          The kernel may be built without it, its module may not be loaded, or it may be hidden \
          in this network namespace or container. Names are case-sensitive; listFamilies lists all.
          """)
    case .emptyFamily(let name):
      self.init(.kernelError, "the kernel's answer about the family \(name) is empty")
    case .noOwnersByBPF(let obstacle):
      self.init(
        .notSupported, "owners of sockets cannot be found by BPF: \(obstacle.reason)",
        hint: "The agent was started with --owners bpf; without it, it reads /proc instead.")
    case .noCgroupStats:
      self.init(.kernelError, "the kernel acknowledges CGROUPSTATS and does not answer")
    case .namespaceNotPermitted:
      self.init(
        .permissionDenied, "this agent answers callers about their own network namespace only",
        hint: "Set the parameter netns to \"caller\"; the agent was started with --netns caller.")
    }
  }

  /// The task of another user, where the rule `--tasks own` hides it.
  /// - Parameter what: the task as the client knows it.
  init(hiding what: String, from caller: Caller) {
    self.init(
      .permissionDenied,
      "\(what) does not belong to user \(caller.uid), and this agent shows callers the tasks of "
        + "their own user only",
      hint: """
        Ask as root or as the task's user. The agent was started with --tasks own, or without \
        --tasks and with a socket that everybody can write to, which means the same.
        """)
  }

  private init(_ problem: CallerProblem) {
    switch problem {
    case .notVisible:
      self.init(
        .notSupported, "the caller's process cannot be seen from here",
        hint: "The agent is in a pid namespace that the caller is not in: run the agent outside.")
    case .ended(let pid, let errno):
      self.init(
        .notFound, "the process that connected (\(pid)) has ended", errno: errno.name,
        hint: "Connect from a process that stays.")
    }
  }

  private init(_ problem: NamespaceProblem) {
    switch problem {
    case .noProcess(let pid, let errno):
      self.init(
        .notFound, "there is no process \(pid)", errno: errno.name,
        hint: "Numbers are those of the pid namespace that the agent is in.")
    case .noName(let name, let known):
      self.init(
        .notFound, "there is no network namespace \"\(name)\"", errno: "ENOENT",
        hint: Spelling.question(for: name, among: known)
          ?? "Names are those of ip netns where the agent runs; listNamespaces lists all.")
    case .nameIsLink(let path):
      self.init(
        .invalidParams, "\(path) is a symbolic link, which is not followed", errno: "ELOOP",
        hint: "Ask for \"pid:N\" or for the inode number instead.")
    case .nameIsNoNamespace(let path):
      let name = path.split(separator: "/").last ?? ""
      self.init(
        .notFound, "\(path) is not a network namespace", errno: "EINVAL",
        hint: "A name whose namespace is gone is an empty file: ip netns del \(name)")
    case .noInode(let inode):
      self.init(
        .notFound, "there is no network namespace \(inode)", errno: "ENOENT",
        hint: "A name of digits is written \"name:\(inode)\"; listNamespaces lists all.")
    case .gone(let inode, let errno):
      self.init(
        .notFound, "the network namespace \(inode) is gone", errno: errno.name)
    }
  }

  private init(_ problem: CgroupProblem) {
    switch problem {
    case .emptyPath:
      self.init(
        .invalidParams, "parameter \"path\" must not be empty",
        hint: "The root of a hierarchy is /.")
    case .nulInPath: self.init(.invalidParams, "parameter \"path\" must not contain a NUL")
    case .noHierarchy:
      self.init(.notSupported, "no cgroup hierarchy is mounted where the agent runs")
    case .notFound(let wanted, let mounts):
      self.init(
        .notFound, "there is no control group \"\(wanted)\"", errno: "ENOENT",
        hint: "Hierarchies are mounted at \(mounts.joined(separator: ", ")).")
    case .callersNotFound(let pid, let mounts):
      self.init(
        .notFound,
        "the control group of the caller (process \(pid)) is in no hierarchy that the agent sees",
        errno: "ENOENT", hint: "Hierarchies are mounted at \(mounts.joined(separator: ", ")).")
    case .isFile(let wanted, let errno):
      self.init(
        .invalidParams, "\"\(wanted)\" is not a control group but a file", errno: errno.name,
        hint: "Leave the file's name out.")
    case .leadsOut(let wanted, let mount, let errno):
      self.init(
        .invalidParams, "\"\(wanted)\" leads out of \(mount)", errno: errno.name,
        hint: "Only control groups can be asked about.")
    case .noOpenat2(let errno):
      self.init(
        .notSupported, "control groups need openat2(2), which Linux has since 5.6",
        errno: errno.name)
    case .noPressureInVersion1:
      self.init(
        .notSupported, "the kernel measures the pressure of groups of cgroup v2, not of v1",
        hint: "Without a group the answer is about the whole system.")
    }
  }

  private init(_ problem: TaskExitProblem) {
    switch problem {
    case .notInitialNamespaces(let refusal):
      self.init(
        .notSupported,
        "cannot listen to exits: the agent is in a pid or user namespace of its own",
        errno: refusal.errno.name, kernel: refusal.text,
        hint:
          "The kernel sends exits to the initial ones alone: run the agent outside of containers.")
    case .noneArrive(let obstacle):
      self.init(
        .notSupported,
        """
        the kernel sends exits in the initial network namespace alone, and the agent is in \
        another\(obstacle.map { " (/proc/2/ns/net: \($0))" } ?? "")
        """,
        hint: """
          Run the agent in the host's network namespace, or with CAP_SYS_PTRACE and CAP_SYS_ADMIN, \
          so that it can enter that.
          """)
    case .notProcessors(let wanted, let all, let errno):
      self.init(
        .invalidParams, "\"\(wanted)\" is not a list of this machine's processors",
        errno: errno?.name, hint: "It has \(all); a list is like 0-3,5.")
    }
  }
}

extension PrivilegedAction {
  /// As it stands behind "cannot".
  var phrase: String {
    switch self {
    case .enterNamespace(let text): "enter the network namespace \(text)"
    case .findFamily(let name): "find the generic netlink family \(name)"
    case .joinEvents: "join the kernel's events"
    case .listCallersGroups(let pid): "read the control groups of the caller (process \(pid))"
    case .listProcesses: "list processes"
    case .listenToExits: "listen to exits"
    case .lookUpGroup(let path): "read the inode of the control group \"\(path)\""
    case .openAgentsNamespace: "open the agent's network namespace"
    case .openCallersNamespace(let pid): "open the caller's network namespace (process \(pid))"
    case .openCallersPidNamespace(let pid): "open the caller's pid namespace (process \(pid))"
    case .openGroup(let path): "open the control group \"\(path)\""
    case .openInterfaceNames: "look up names of links"
    case .openNamespace(let inode): "open the network namespace \(inode)"
    case .openNamedNamespace(let name): "open the network namespace \"\(name)\""
    case .openNamespaceOfProcess(let pid): "open the network namespace of process \(pid)"
    case .openNetlinkSocket: "open a netlink socket"
    case .openProcNet: "open a file of /proc/net"
    case .openProcesses: "open /proc"
    case .proveExits: "test whether exits arrive"
    case .readCgroupStats: "read CGROUPSTATS"
    case .readMounts: "read the list of mounts"
    case .readProcessors: "read the list of processors"
    case .readTaskStatistics: "read the statistics of tasks"
    case .requestLinks: "request a dump of links"
    case .requestRoutes: "request a dump of routes"
    case .requestSockets: "request a dump of sockets"
    case .walkDescriptors: "walk over descriptors"
    }
  }

  /// What may help where the action failed with this number.
  fileprivate func hint(_ errno: Errno) -> String? {
    let isRefusal = errno == .permissionDenied || errno == .notPermitted
    switch self {
    case .enterNamespace where errno == .notPermitted:
      return "The agent lacks CAP_SYS_ADMIN; status shows what it has."
    case .openCallersNamespace, .openNamespace, .openNamedNamespace, .openNamespaceOfProcess:
      guard isRefusal else { return nil }
      return "The agent lacks CAP_SYS_PTRACE over its processes; status shows what it has."
    case .openCallersPidNamespace:
      return "For other users' processes the agent needs CAP_SYS_PTRACE."
    case .listenToExits where errno == .notPermitted,
      .readTaskStatistics where errno == .notPermitted:
      return """
        This needs CAP_NET_ADMIN in the initial user namespace, so an agent that runs as root \
        outside of containers: ask that one, without --private.
        """
    default: return nil
    }
  }
}

extension BPFObstacle {
  /// For people.
  var reason: String {
    switch self {
    case .notWanted: "the agent was started with --owners proc"
    case .notInitialPidNamespace: "the agent is not in the host's initial pid namespace"
    case .typesUnreadable(let path, let error): "cannot read \(path): \(error.explanation)"
    case .typesIncomplete(let path): "\(path) does not describe the types that are needed"
    case .refused(let error): "the kernel accepts no BPF iterator from the agent: \(error)"
    case .timesDiffer: "the iterator's times are not those of /proc"
    }
  }
}
