internal import Netlink
internal import Privileged
internal import Protocol
internal import SocketFilter
internal import Syscalls

/// Which Unix sockets a call asks for, and how they are read.
struct UnixSelection<Kernel: NetlinkKernel> {
  let kernel: Kernel
  let states: UInt32
  private let types: [UInt8]?
  private let steps: FilterSteps?
  private let filter: Filter
  private var facts: FilterFacts
  private let doubt: OwnerDoubt
  /// The network namespace of the sockets; nil for the agent's own.
  private(set) var namespace: TargetNamespace?
  private let passes: Int
  private let memory: MemoryShare
  private let wantsMemory: Bool
  /// Who holds sockets; nil if neither the call nor the filter needs it.
  let owners: OwnerIndex?

  /// - Throws: `invalidParams` if the filter is wrong.
  init(_ call: MethodCall, from kernel: Kernel) throws(RPCError) {
    self.kernel = kernel
    memory = call.memory
    filter = try Filter(call.parameters, .unix)
    states = UnixRecord.stateMask(call.parameters.strings("states"))
    types = UnixRecord.typeNumbers(call.parameters.strings("types"))
    steps = filter.tree.map { FilterSteps($0.normalized().deciding { _ in nil }) }
    owners =
      call.isAskingForOwners || filter.needs.owners != nil ? try call.ownerIndex() : nil
    doubt = OwnerDoubt(owners)
    facts = FilterFacts(owners, doubt)
    facts.netns = try filter.netns(nil)
    passes = try call.passes()
    wantsMemory = call.parameters.strings("details")?.contains("memory") == true
  }

  /// The same selection of another namespace's sockets.
  func inside(_ namespace: TargetNamespace?) throws(RPCError) -> UnixSelection {
    guard let namespace else { return self }
    var selection = self
    selection.namespace = namespace
    selection.facts.netns = try filter.netns(namespace)
    return selection
  }

  /// Whether the filter needs members that /proc/net/unix does not contain.
  var filtersByAbsentMembers: Bool {
    filter.tree?.contains {
      switch $0 {
      case .uid, .cookie, .autobound: true
      default: false
      }
    } ?? false
  }

  /// Whether a socket matches the call's types and filter.
  func holds(_ socket: borrowing UnixDiagMessage) -> Bool {
    if let types, !types.contains(socket.type) { return false }
    return steps?.holds(socket, facts) ?? true
  }

  /// Hands over each socket once.
  /// - Parameter row: ends all dumps with `.stop`.
  func each(
    _ problems: inout [Problem],
    row: (borrowing UnixDiagMessage) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) {
    defer { if let problem = doubt.takeProblem() { problems.append(problem) } }
    var sent = SentRows(passes: passes, memory: memory)
    defer { if sent.isFull { problems.append(.cookiesForgotten) } }
    for pass in 0..<passes {
      var rows = 0
      do throws(DumpFailure) {
        let isStopped = try read(&sent, &problems) { socket throws(NetlinkError) in
          rows += 1
          return try row(socket)
        }
        if isStopped { return }
      } catch {
        // Sockets read from /proc have no cookies: a second pass would send all of them again.
        guard rows == 0, error.isSockDiagMissing else { throw error.error }
        if pass == 0 { try readProc(&problems, instead: error.error, row) }
        return
      }
    }
  }

  /// - Returns: whether `row` asked to stop.
  private func read(
    _ sent: inout SentRows, _ problems: inout [Problem],
    _ row: (borrowing UnixDiagMessage) throws(NetlinkError) -> DumpStep
  ) throws(DumpFailure) -> Bool {
    var conversation: Conversation<Kernel.DumpWire>
    do throws(PrivilegedError) {
      conversation = try kernel.beginSocketDump(
        .unixDump(states: states, memory: wantsMemory), in: namespace)
    } catch {
      throw DumpFailure(error)
    }
    do throws(NetlinkError) {
      let verdict = try conversation.collect { message throws(NetlinkError) in
        let socket = try UnixDiagMessage(message.payload)
        guard holds(socket), sent.insert(socket.cookie) else { return .next }
        return try row(socket)
      }
      if verdict.interrupted { problems.append(.interrupted("Unix sockets")) }
      return verdict.stopped
    } catch {
      throw DumpFailure(error, doing: "list Unix sockets")
    }
  }
}

extension UnixSelection where Kernel == LiveKernel {
  /// A selection of the sockets that this process's kernel has.
  init(_ call: MethodCall) throws(RPCError) {
    try self.init(call, from: LiveKernel())
  }
}
