internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// Returns what `body` returns, and throws the client's error for what it throws.
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
  /// The client's error for an error of `Privileged`.
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
        hint: "The agent was started with --owners bpf; without that option it reads /proc instead."
      )
    case .noCgroupStats:
      self.init(.kernelError, "the kernel acknowledged CGROUPSTATS but sent no answer")
    case .namespaceNotPermitted:
      self.init(
        .permissionDenied, "this agent answers callers only about their own network namespace",
        hint: "Set the parameter netns to \"caller\"; the agent was started with --netns caller.")
    }
  }

  /// The error for the task of another user, which the rule `--tasks own` hides.
  /// - Parameter what: the task, as the client wrote it.
  init(hiding what: String, from caller: Caller) {
    self.init(
      .permissionDenied,
      "\(what) does not belong to user \(caller.uid), and this agent shows callers only the tasks "
        + "of their own user",
      hint: """
        Ask as root or as the task's user. The agent was started with --tasks own, or without \
        --tasks and with a socket that everybody can write to, which has the same effect.
        """)
  }

  /// The error for a task of the client's own user that the kernel would not let the client read.
  /// - Parameter what: the task, as the client wrote it.
  init(unreadable what: String, by caller: Caller) {
    self.init(
      .permissionDenied,
      "the kernel does not let user \(caller.uid) read the I/O of \(what), so this agent does not "
        + "show it to that user",
      hint: """
        The task runs a set-user-ID or set-group-ID program, has capabilities, is not dumpable \
        (PR_SET_DUMPABLE in prctl(2)), or is outside of your container. Ask as root.
        """)
  }

  private init(_ problem: CallerProblem) {
    switch problem {
    case .notVisible:
      self.init(
        .notSupported, "the caller's process is not visible to the agent",
        hint: "The agent runs in a pid namespace that does not contain the caller: run it outside.")
    case .hidden(let pid):
      self.init(
        .permissionDenied, "the agent cannot see the caller (process \(pid)) in /proc",
        hint: "/proc is mounted with hidepid where the agent runs; the agent needs CAP_SYS_PTRACE.")
    case .ended(let pid, let errno):
      self.init(
        .notFound, "the process that connected (\(pid)) has ended", errno: errno.name,
        hint: "Connect from a process that keeps running.")
    }
  }

  private init(_ problem: NamespaceProblem) {
    switch problem {
    case .noProcess(let pid, let errno):
      self.init(
        .notFound, "there is no process \(pid)", errno: errno.name,
        hint: "Process ids are those in the agent's pid namespace.")
    case .noName(let name, let known):
      self.init(
        .notFound, "there is no network namespace \"\(name)\"", errno: "ENOENT",
        hint: Spelling.question(for: name, among: known)
          ?? "Names are those of ip netns where the agent runs; listNamespaces lists all.")
    case .nameIsLink(let path):
      self.init(
        .invalidParams, "\(path) is a symbolic link, which is not followed", errno: "ELOOP",
        hint: "Use \"pid:N\" or the inode number instead.")
    case .nameIsNoNamespace(let path):
      let name = path.split(separator: "/").last ?? ""
      self.init(
        .notFound, "\(path) is not a network namespace", errno: "EINVAL",
        hint: "Its namespace was removed and left an empty file: ip netns del \(name)")
    case .noInode(let inode):
      self.init(
        .notFound, "there is no network namespace \(inode)", errno: "ENOENT",
        hint: "Write a name of digits as \"name:\(inode)\"; listNamespaces lists all.")
    case .gone(let inode, let errno):
      self.init(
        .notFound, "the network namespace \(inode) does not exist any more", errno: errno.name)
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
        "the control group of the caller (process \(pid)) is in no hierarchy visible to the agent",
        errno: "ENOENT", hint: "Hierarchies are mounted at \(mounts.joined(separator: ", ")).")
    case .isFile(let wanted, let errno):
      self.init(
        .invalidParams, "\"\(wanted)\" is a file, not a control group", errno: errno.name,
        hint: "Leave out the name of the file.")
    case .leadsOut(let wanted, let mount, let errno):
      self.init(
        .invalidParams, "\"\(wanted)\" leads out of \(mount)", errno: errno.name,
        hint: "Only control groups can be read.")
    case .noOpenat2(let errno):
      self.init(
        .notSupported, "control groups need openat2(2), which Linux has since 5.6",
        errno: errno.name)
    case .noPressureInVersion1:
      self.init(
        .notSupported, "the kernel measures pressure only for groups of cgroup v2",
        hint: "Without a group the answer is about the whole system.")
    case .noUnifiedHierarchy:
      self.init(
        .notSupported,
        "no cgroup v2 hierarchy is mounted where the agent runs, and only its groups have pressure",
        hint: "Without a group the answer is about the whole system.")
    }
  }

  private init(_ problem: TaskExitProblem) {
    switch problem {
    case .notInitialNamespaces(let refusal):
      self.init(
        .notSupported,
        "cannot receive exits: the agent is in a pid or user namespace of its own",
        errno: refusal.errno.name, kernel: refusal.text,
        hint:
          "The kernel sends exits only to the initial ones: run the agent outside containers.")
    case .noneArrive(let obstacle):
      self.init(
        .notSupported,
        """
        the kernel sends exits only in the initial network namespace, and the agent is in \
        another one\(obstacle.map { " (/proc/2/ns/net: \($0))" } ?? "")
        """,
        hint: """
          Run the agent in the host's network namespace, or with CAP_SYS_PTRACE and \
          CAP_SYS_ADMIN, so that it can enter that namespace.
          """)
    case .notProcessors(let wanted, let all, let errno):
      self.init(
        .invalidParams, "\"\(wanted)\" is not a list of this machine's processors",
        errno: errno?.name, hint: "It has \(all). A list looks like 0-3,5.")
    }
  }
}

extension PrivilegedAction {
  /// What the agent was doing, as it follows "cannot".
  var phrase: String {
    switch self {
    case .enterNamespace(let text): "enter the network namespace \(text)"
    case .findFamily(let name): "find the generic netlink family \(name)"
    case .joinEvents: "join the kernel's events"
    case .listCallersGroups(let pid): "read the control groups of the caller (process \(pid))"
    case .listProcesses: "list processes"
    case .listenToExits: "receive exits"
    case .lookUpGroup(let path): "read the inode of the control group \"\(path)\""
    case .openAgentsNamespace: "open the agent's network namespace"
    case .openCallersNamespace(let pid): "open the caller's network namespace (process \(pid))"
    case .openCallersUserNamespace(let pid): "read the caller's user namespace (process \(pid))"
    case .openCallersPidNamespace(let pid): "open the caller's pid namespace (process \(pid))"
    case .openGroup(let path): "open the control group \"\(path)\""
    case .lookUpLink: "look up a link by its name"
    case .lookUpLinkName: "look up the name of a link"
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
    case .readTaskGroups: "read the control groups of tasks"
    case .readTaskStatistics: "read the statistics of tasks"
    case .readUsers: "read the names of users"
    case .requestLinks: "request a dump of links"
    case .requestRoutes: "request a dump of routes"
    case .requestSockets: "request a dump of sockets"
    case .translateTasks: "translate numbers of tasks between pid namespaces"
    case .walkDescriptors: "walk over descriptors"
    }
  }

  /// What may help after the action failed with this errno; nil if nothing is known to.
  fileprivate func hint(_ errno: Errno) -> String? {
    let isRefusal = errno == .permissionDenied || errno == .notPermitted
    switch self {
    case .enterNamespace where errno == .notPermitted:
      return "The agent lacks CAP_SYS_ADMIN; status shows its privileges."
    case .openCallersNamespace, .openNamespace, .openNamedNamespace, .openNamespaceOfProcess:
      guard isRefusal else { return nil }
      return "The agent lacks CAP_SYS_PTRACE over its processes; status shows its privileges."
    case .openCallersPidNamespace:
      return "For other users' processes the agent needs CAP_SYS_PTRACE."
    case .listenToExits where errno == .notPermitted,
      .readTaskStatistics where errno == .notPermitted:
      return """
        This needs CAP_NET_ADMIN in the initial user namespace: use an agent that runs as root \
        outside containers, not --private.
        """
    default: return nil
    }
  }
}

extension BPFObstacle {
  /// Why owners are not found by BPF, as a clause for people.
  var reason: String {
    switch self {
    case .notWanted: "the agent was started with --owners proc"
    case .notInitialPidNamespace: "the agent is not in the host's initial pid namespace"
    case .typesUnreadable(let path, let error): "cannot read \(path): \(error.explanation)"
    case .typesIncomplete(let path): "\(path) lacks types that the agent needs"
    case .refused(let error): "the kernel rejects the agent's BPF iterator: \(error)"
    case .timesDiffer: "the iterator's times differ from those of /proc"
    }
  }
}
