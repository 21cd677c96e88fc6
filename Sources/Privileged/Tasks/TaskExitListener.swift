internal import Limits
public import Netlink
public import ProcFiles
public import Syscalls

/// A socket on which the kernel reports the exits of tasks. It does so only in the initial network
/// namespace; in any other it accepts the registration, but no report ever arrives.
public final class TaskExitListener {
  private var stream: EventStream<KernelTransport>
  /// The number of the socket's descriptor, for poll(2).
  public let number: Int32
  private let family: UInt16
  // The processors for which the socket is registered.
  private var processors: ProcessorList
  // The part of the socket's drop counter that was returned by `newDrops`.
  private var drops: UInt32 = 0

  private static let possible = "/sys/devices/system/cpu/possible"

  /// Registers for the exits on some processors from now on.
  /// - Throws: `taskExits` if the kernel does not accept the processors or no exit would ever
  ///   arrive; `noFamily`, `netlink` or `system` for other failures.
  public init(on wanted: ProcessorList) throws(PrivilegedError) {
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
        .beginTaskExits(taskstats: family, processors: processors.text), into: &buffer)
    } catch {
      throw TaskExitListener.explain(error)
    }
    try prove(obstacle)
    if wanted != processors { try narrow(to: wanted, &buffer) }
    do throws(SystemCallError) {
      try stream.drain(into: &buffer)
    } catch {
      throw .system(error, doing: .listenToExits)
    }
    _ = newDrops()
  }

  deinit {
    try? stream.send(.endTaskExits(taskstats: family, processors: processors.text))
  }

  // MARK: Processors

  /// The processors that a client asks for.
  /// - Parameter wanted: a list of processors as in cpuset(7); nil for all.
  /// - Returns: also whether these are all processors that this machine can have.
  /// - Throws: `taskExits` if the list is invalid, `system` if the machine's cannot be read.
  public static func processors(
    _ wanted: String?
  ) throws(PrivilegedError) -> (ProcessorList, areAll: Bool) {
    let all = try allProcessors()
    guard let wanted else { return (all, true) }
    // The kernel would accept an empty list and then report the exits of no processor.
    guard let list = ProcessorList(wanted), list.isSubset(of: all) else {
      throw .taskExits(.notProcessors(wanted, all: all.text, nil))
    }
    return (list, list == all)
  }

  private static func allProcessors() throws(PrivilegedError) -> ProcessorList {
    let text: String
    do throws(SystemCallError) {
      let bytes = try Files.read(possible, atMost: Limits.procFileBytes)
      text = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    } catch {
      throw .system(error, doing: .readProcessors)
    }
    guard let list = ProcessorList(text) else {
      throw .system(SystemCallError(.invalidArgument, "read"), doing: .readProcessors)
    }
    return list
  }

  // MARK: Beginning

  /// The initial network namespace, if it can be opened and entered. Otherwise nil, because the
  /// agent may be in it already, and the error.
  private static func initialNamespace() -> (TargetNamespace?, obstacle: SystemCallError?) {
    // All kernel threads are in it, and kthreadd (pid 2) is the first one. On some hosts not even
    // root can open the namespace of process 1.
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

  private static func explain(_ error: NetlinkError) -> PrivilegedError {
    if case .kernel(let refusal) = error, refusal.errno == .invalidArgument {
      return .taskExits(.notInitialNamespaces(refusal))
    }
    return .netlink(error, doing: .listenToExits)
  }

  /// Starts a thread that ends at once, and waits for the report of its exit or of any other.
  /// - Parameter obstacle: why the initial network namespace could not be entered.
  private func prove(_ obstacle: SystemCallError?) throws(PrivilegedError) {
    let readable: [Int]
    do throws(SystemCallError) {
      try Thread.start(stackBytes: Limits.threadStackBytes) {}
      readable = try Poll.readable([number], milliseconds: Limits.taskExitProofMilliseconds)
    } catch {
      throw .system(error, doing: .proveExits)
    }
    guard readable.isEmpty else { return }
    throw .taskExits(.noneArrive(obstacle: obstacle))
  }

  private func narrow(
    to wanted: ProcessorList, _ buffer: inout [UInt8]
  ) throws(PrivilegedError) {
    do throws(NetlinkError) {
      do throws(SystemCallError) {
        try stream.send(.endTaskExits(taskstats: family, processors: processors.text))
      } catch {
        throw .system(error)
      }
      try stream.sendExpectingAcknowledgement(
        .beginTaskExits(taskstats: family, processors: wanted.text), into: &buffer)
    } catch {
      guard case .kernel(let refusal) = error else {
        throw .netlink(error, doing: .listenToExits)
      }
      throw .taskExits(.notProcessors(wanted.text, all: processors.text, refusal.errno))
    }
    processors = wanted
  }

  // MARK: Listening

  /// Reads one datagram and calls `each` with its messages.
  public func read(
    into buffer: inout [UInt8], _ each: (borrowing Message) throws(NetlinkError) -> Void
  ) throws(SystemCallError) -> EventStream<KernelTransport>.Reading {
    let family = family
    return try stream.read(into: &buffer) { message throws(NetlinkError) in
      if message.header.type == family { try each(message) }
    }
  }

  /// The number of exits lost since the last call; nil before Linux 4.12, where the kernel does not
  /// count them. Gaps in the numbers of the messages do not mean losses: a task takes its number
  /// before it waits for its turn to report, and others overtake it, on the same processor and on
  /// others.
  public func newDrops() -> UInt32? {
    guard let now = try? stream.drops() else { return nil }
    defer { drops = now }
    return now &- drops
  }
}
