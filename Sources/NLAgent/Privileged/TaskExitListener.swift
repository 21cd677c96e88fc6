internal import Netlink
internal import Protocol
internal import Syscalls

/// A socket that the kernel tells of tasks that end. It does so in the initial network namespace
/// alone; in any other it lets one ask for it, and nothing ever comes.
final class TaskExitListener {
  private var stream: EventStream<KernelTransport>
  let number: Int32
  private let family: UInt16
  // What it is registered for.
  private var processors: String
  // Of the socket's count, what was handed out.
  private var drops: UInt32 = 0

  private static let possible = "/sys/devices/system/cpu/possible"

  /// Listens from now on.
  /// - Parameter wanted: a list of processors; nil for all.
  /// - Throws: also where nothing would come.
  init(on wanted: String?) throws(RPCError) {
    let (namespace, obstacle) = TaskExitListener.initialNamespace()
    family = try GenericFamilies.find("TASKSTATS", in: namespace).id
    let socket = try KernelAccess.openEvents(.generic, groups: [], in: namespace)
    number = socket.number
    stream = EventStream(KernelTransport(socket))
    processors = try TaskExitListener.allProcessors()
    var buffer = [UInt8](
      repeating: 0, count: Conversation<KernelTransport>.exchangeBytes)
    do throws(NetlinkError) {
      try stream.sendExpectingAcknowledgement(
        .beginTaskExits(taskstats: family, processors: processors), into: &buffer)
    } catch {
      throw TaskExitListener.explain(error)
    }
    try prove(obstacle)
    if let wanted { try narrow(to: wanted, &buffer) }
    do throws(SystemCallError) {
      try stream.drain(into: &buffer)
    } catch {
      throw RPCError(error, doing: "listen to exits")
    }
    _ = newDrops()
  }

  deinit {
    try? stream.send(.endTaskExits(taskstats: family, processors: processors))
  }

  // MARK: Beginning

  /// The initial network namespace, where it can be found and entered; else nil, for the agent's
  /// own may be the same, and why.
  private static func initialNamespace() -> (TargetNamespace?, obstacle: String?) {
    do throws(SystemCallError) {
      // Kernel threads are in it, and kthreadd is the first of them. Process 1 is closed even to
      // root on some hosts.
      let namespace = TargetNamespace(
        try NetworkNamespaceFile("/proc/2/ns/net"), name: nil, own: NamespaceFinder.own)
      try namespace.inside { () throws(SystemCallError) in }
      return (namespace, nil)
    } catch {
      return (nil, "/proc/2/ns/net: \(error)")
    }
  }

  private static func allProcessors() throws(RPCError) -> String {
    do throws(SystemCallError) {
      let text = try Files.read(possible, atMost: Limits.procFileBytes)
      return String(decoding: text.prefix { $0 != 0x0a }, as: UTF8.self)
    } catch {
      throw RPCError(error, doing: "read which processors there are")
    }
  }

  private static func explain(_ error: NetlinkError) -> RPCError {
    let what = "listen to exits"
    guard case .kernel(let refusal) = error else { return RPCError(error, doing: what) }
    switch refusal.errno {
    case .notPermitted:
      return RPCError(
        error, doing: what,
        hint: """
          It needs CAP_NET_ADMIN in the initial user namespace, so an agent that runs as root \
          outside of containers: ask that one, without --private.
          """)
    case .invalidArgument:
      return RPCError(
        .notSupported, "cannot \(what): the agent is in a pid or user namespace of its own",
        errno: refusal.errno.name, kernel: refusal.text,
        hint:
          "The kernel tells exits to the initial ones alone: run the agent outside of containers.")
    default: return RPCError(error, doing: what)
    }
  }

  /// Lets a thread end and waits until its end, or any other, is told.
  /// - Parameter obstacle: why the initial network namespace could not be entered.
  private func prove(_ obstacle: String?) throws(RPCError) {
    let heard: [Int]
    do throws(SystemCallError) {
      try Thread.start(stackBytes: Limits.threadStackBytes) {}
      heard = try Poll.readable([number], milliseconds: Limits.taskExitProofMilliseconds)
    } catch {
      throw RPCError(error, doing: "try whether exits are told")
    }
    guard heard.isEmpty else { return }
    throw RPCError(
      .notSupported,
      """
      exits are told in the host's first network namespace alone, and the agent is in another\
      \(obstacle.map { " (\($0))" } ?? "")
      """,
      hint: """
        Run the agent in the host's network namespace, or with CAP_SYS_PTRACE and CAP_SYS_ADMIN, \
        so that it can enter that.
        """)
  }

  private func narrow(to wanted: String, _ buffer: inout [UInt8]) throws(RPCError) {
    // The kernel takes an empty list for one, of no processors.
    guard wanted.utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 }),
      wanted.utf8.allSatisfy({ "0123456789,-".utf8.contains($0) })
    else { throw noList(wanted) }
    do throws(NetlinkError) {
      do throws(SystemCallError) {
        try stream.send(.endTaskExits(taskstats: family, processors: processors))
      } catch {
        throw .system(error)
      }
      try stream.sendExpectingAcknowledgement(
        .beginTaskExits(taskstats: family, processors: wanted), into: &buffer)
    } catch {
      guard case .kernel(let refusal) = error else {
        throw RPCError(error, doing: "listen to exits")
      }
      throw noList(wanted, errno: refusal.errno.name)
    }
    processors = wanted
  }

  private func noList(_ wanted: String, errno: String? = nil) -> RPCError {
    RPCError(
      .invalidParams, "\"\(wanted)\" is no list of this machine's processors", errno: errno,
      hint: "It has \(processors); a list is like 0-3,5.")
  }

  // MARK: Listening

  /// Hands over the messages of one datagram.
  func read(
    into buffer: inout [UInt8], _ each: (borrowing Message) throws(NetlinkError) -> Void
  ) throws(SystemCallError) -> EventStream<KernelTransport>.Reading {
    let family = family
    return try stream.read(into: &buffer) { message throws(NetlinkError) in
      if message.header.type == family { try each(message) }
    }
  }

  /// How many exits were lost since it was asked last; nil where the kernel does not count, before
  /// Linux 4.12. The numbers in the messages are no measure: a task keeps its number while it waits
  /// for its turn to be told, and others overtake it, on its own processor and on others.
  func newDrops() -> UInt32? {
    guard let now = try? stream.drops() else { return nil }
    defer { drops = now }
    return now &- drops
  }
}
