internal import Limits
public import Netlink
public import Syscalls

/// A socket that the kernel tells of tasks that end. It does so in the initial network namespace
/// alone; in any other it lets one ask for it, and nothing ever comes.
public final class TaskExitListener {
  private var stream: EventStream<KernelTransport>
  public let number: Int32
  private let family: UInt16
  // What it is registered for.
  private var processors: String
  // Of the socket's count, what was handed out.
  private var drops: UInt32 = 0

  private static let possible = "/sys/devices/system/cpu/possible"

  /// Listens from now on.
  /// - Parameter wanted: a list of processors; nil for all.
  /// - Throws: also where nothing would come.
  public init(on wanted: String?) throws(PrivilegedError) {
    let (namespace, obstacle) = TaskExitListener.initialNamespace()
    family = try GenericFamilies.find("TASKSTATS", in: namespace).id
    let socket = try KernelSockets.openEvents(.generic, groups: [], in: namespace)
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
      throw .system(error, doing: .listenToExits)
    }
    _ = newDrops()
  }

  deinit {
    try? stream.send(.endTaskExits(taskstats: family, processors: processors))
  }

  // MARK: Beginning

  /// The initial network namespace, where it can be found and entered; else nil, for the agent's
  /// own may be the same, and why.
  private static func initialNamespace() -> (TargetNamespace?, obstacle: SystemCallError?) {
    // Kernel threads are in it, and kthreadd is the first of them. Process 1 is closed even to root
    // on some hosts.
    let namespace: TargetNamespace
    do throws(SystemCallError) {
      namespace = TargetNamespace(
        try NetworkNamespaceFile("/proc/2/ns/net"), name: nil, own: NamespaceFinder.own)
    } catch {
      return (nil, error)
    }
    do throws(PrivilegedError) {
      try namespace.inside(.listenToExits) { () throws(SystemCallError) in }
      return (namespace, nil)
    } catch {
      if case .system(let obstacle, _) = error { return (nil, obstacle) }
      return (nil, nil)
    }
  }

  private static func allProcessors() throws(PrivilegedError) -> String {
    do throws(SystemCallError) {
      let text = try Files.read(possible, atMost: Limits.procFileBytes)
      return String(decoding: text.prefix { $0 != 0x0a }, as: UTF8.self)
    } catch {
      throw .system(error, doing: .readProcessors)
    }
  }

  private static func explain(_ error: NetlinkError) -> PrivilegedError {
    if case .kernel(let refusal) = error, refusal.errno == .invalidArgument {
      return .taskExits(.notInitialNamespaces(refusal))
    }
    return .netlink(error, doing: .listenToExits)
  }

  /// Lets a thread end and waits until its end, or any other, is told.
  /// - Parameter obstacle: why the initial network namespace could not be entered.
  private func prove(_ obstacle: SystemCallError?) throws(PrivilegedError) {
    let heard: [Int]
    do throws(SystemCallError) {
      try Thread.start(stackBytes: Limits.threadStackBytes) {}
      heard = try Poll.readable([number], milliseconds: Limits.taskExitProofMilliseconds)
    } catch {
      throw .system(error, doing: .proveExits)
    }
    guard heard.isEmpty else { return }
    throw .taskExits(.noneArrive(obstacle: obstacle))
  }

  private func narrow(to wanted: String, _ buffer: inout [UInt8]) throws(PrivilegedError) {
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
        throw .netlink(error, doing: .listenToExits)
      }
      throw noList(wanted, refusal.errno)
    }
    processors = wanted
  }

  private func noList(_ wanted: String, _ errno: Errno? = nil) -> PrivilegedError {
    .taskExits(.notProcessors(wanted, all: processors, errno))
  }

  // MARK: Listening

  /// Hands over the messages of one datagram.
  public func read(
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
  public func newDrops() -> UInt32? {
    guard let now = try? stream.drops() else { return nil }
    defer { drops = now }
    return now &- drops
  }
}
