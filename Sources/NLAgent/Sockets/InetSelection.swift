internal import Netlink
internal import Privileged
internal import Protocol
internal import SocketFilter
internal import Syscalls
internal import Vocabulary

/// Which TCP, UDP and other inet sockets a call asks for, and how they are read: what the methods
/// over these sockets have in common.
struct InetSelection<Kernel: NetlinkKernel> {
  let kernel: Kernel
  private var dumps: [FilterPlan]
  /// The network namespace of the sockets; nil for the agent's own.
  private(set) var namespace: TargetNamespace?
  let facts: FilterFacts
  private let doubt: OwnerDoubt
  private let passes: Int
  /// The names of the states asked for; nil for all.
  private let states: [String]?
  /// Whether the protocols were asked for by name.
  private let isExplicit: Bool
  private let unsupported = UnsupportedProtocols()
  private let memory: MemoryShare
  /// Who holds sockets; nil if neither the method nor the filter needs it.
  let owners: OwnerIndex?

  /// - Parameter needsOwners: whether the method needs to know who holds sockets.
  /// - Throws: `invalidParams` if the filter is wrong.
  init(_ call: MethodCall, needsOwners: Bool, from kernel: Kernel) throws(RPCError) {
    self.kernel = kernel
    memory = call.memory
    let parameters = call.parameters
    let filter = try Filter(parameters, .inet, names: call.filterNames)
    if filter.needs.mark != nil { call.powers?.use(.reserved) }
    owners =
      needsOwners || filter.needs.owners != nil
      ? try call.ownerIndex() : nil
    doubt = OwnerDoubt(owners)
    facts = FilterFacts(owners, doubt)
    passes = try call.passes()
    states = parameters.strings("states")
    isExplicit = parameters.strings("protocols") != nil
    dumps = InetSelection.dumps(parameters, filter, try filter.netns(nil))
  }

  /// The same selection of another namespace's sockets. Links have other indexes there.
  /// - Throws: `invalidParams` if the filter names a link that the namespace does not have.
  func inside(_ namespace: TargetNamespace?, of call: MethodCall) throws(RPCError) -> InetSelection
  {
    guard let namespace else { return self }
    var selection = self
    selection.namespace = namespace
    let names = SystemNames(in: namespace, isLenient: call.isAboutAllNamespaces)
    let filter = try Filter(call.parameters, .inet, names: names)
    selection.dumps = InetSelection.dumps(
      call.parameters, filter, try filter.netns(namespace))
    return selection
  }

  private static func dumps(
    _ parameters: Parameters, _ filter: Filter, _ netns: UInt64?
  ) -> [FilterPlan] {
    let mask = InetState.mask(parameters.strings("states"))
    let family = parameters.string("family") ?? "all"
    let protocols = parameters.strings("protocols") ?? InetTransport.usual.map(\.name)
    let families = InetFamily.allCases.filter { family == "all" || family == $0.name }
    return InetTransport.allCases.filter { protocols.contains($0.name) }.flatMap { transport in
      // The kernel does not filter associations of SCTP by state, and their states are no bits.
      let bits = transport == .sctp ? .max : mask
      return FilterPlan.joined(
        families.flatMap {
          FilterPlan.plans(filter.tree, $0, transport, states: bits, netns: netns)
        }
      ).flatMap(\.splitByBinding)
    }
  }

  /// Hands over each socket once.
  /// - Parameters:
  ///   - extensions: the details that the kernel is asked for.
  ///   - row: gets the socket, the message with its attributes, and the dump that the socket
  ///     belongs to; ends all dumps with `.stop`.
  func each(
    asking extensions: InetDiagExtensions = [], _ problems: inout [Problem],
    row: (InetDiagMessage, RawSpan, FilterPlan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) {
    if asksForBoundSockets, let release = KernelRelease.current, release < KernelRelease(6, 8) {
      problems.append(.boundSocketsNotListed)
    }
    _ = try walk(dumps, extensions, &problems, row)
    if let problem = doubt.takeProblem() { problems.append(problem) }
  }

  /// Whether the call names the state of TCP sockets that are only bound. Those that ask for all
  /// states get what the kernel lists.
  private var asksForBoundSockets: Bool {
    states?.contains(InetState.name(InetState.close, .tcp)) == true
  }

  /// - Returns: whether `row` asked to stop.
  private func walk(
    _ dumps: [FilterPlan], _ extensions: InetDiagExtensions, _ problems: inout [Problem],
    _ row: (InetDiagMessage, RawSpan, FilterPlan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> Bool {
    let walks = dumps.flatMap { dump in
      // A second pass sends the sockets that the first one missed because the table changed.
      (0..<(dump.isBoundOnly ? 1 : passes)).map { pass in (dump: dump, isFirst: pass == 0) }
    }
    var next = begin(walks.first?.dump, extensions)
    var sent = SentRows(passes: passes, memory: memory)
    defer { if sent.isFull { problems.append(.cookiesForgotten) } }
    for (index, (dump, isFirst)) in walks.enumerated() {
      let current = next.take()
      // The kernel walks a whole table for each dump, however many rows match: it walks for the
      // next dump while the rows of this one are written.
      next = begin(index + 1 < walks.count ? walks[index + 1].dump : nil, extensions)
      if isFirst, index > 0 {
        if sent.isFull { problems.append(.cookiesForgotten) }
        sent = SentRows(passes: passes, memory: memory)
      }
      var rows = 0
      let counted = { (socket, payload, dump) throws(NetlinkError) in
        rows += 1
        return try row(socket, payload, dump)
      }
      do throws(DumpFailure) {
        let conversation = try current.get()
        let isStopped =
          if dump.isBoundOnly {
            try readBound(dump, extensions, conversation, &problems, counted)
          } else {
            try read(dump, extensions, conversation, &sent, &problems, counted)
          }
        if isStopped { return true }
      } catch {
        // A filter of system calls that permits SOCK_DIAG_BY_FAMILY may refuse the older request.
        if rows == 0, dump.family == nil {
          if isFirst, try walk(dump.splitByFamily, extensions, &problems, row) { return true }
          continue
        }
        guard rows == 0, error.isSockDiagMissing else { throw error.error }
        // Sockets read from /proc have no cookies: a second pass would send all of them again.
        guard isFirst, !dump.isBoundOnly else { continue }
        if try readProc(dump, &problems, instead: error.error, row) { return true }
      }
    }
    return false
  }

  private func begin(
    _ dump: FilterPlan?, _ extensions: InetDiagExtensions
  ) -> BegunDump<Kernel.DumpWire> {
    guard let dump else { return .none }
    do throws(PrivilegedError) {
      return .begun(
        try kernel.beginSocketDump(dump.request(extensions: extensions), in: namespace))
    } catch {
      return .refused(DumpFailure(error))
    }
  }

  /// Reads the sockets that are only bound (TCP_BOUND_INACTIVE), which are few. A socket that was
  /// connected meanwhile has been sent with the connections, so only sockets are sent that were
  /// bound before all others were read and still are afterwards.
  private func readBound(
    _ dump: FilterPlan, _ extensions: InetDiagExtensions,
    _ conversation: consuming Conversation<Kernel.DumpWire>, _ problems: inout [Problem],
    _ row: (InetDiagMessage, RawSpan, FilterPlan) throws(NetlinkError) -> DumpStep
  ) throws(DumpFailure) -> Bool {
    var before = CookieSet(memory: memory)
    var sent = SentRows(passes: 1)
    var unused: [Problem] = []
    _ = try read(dump, extensions, conversation, &sent, &unused) { socket, _, _ in
      _ = before.insert(socket.cookie)
      return .next
    }
    guard before.count > 0 else { return false }
    if before.isFull { problems.append(.boundSocketsMissing) }
    sent = SentRows(passes: 1)
    let again = try begin(dump, extensions).get()
    return try read(dump, extensions, again, &sent, &problems) {
      socket, payload, dump throws(NetlinkError) in
      before.contains(socket.cookie) ? try row(socket, payload, dump) : .next
    }
  }

  /// - Returns: whether `row` asked to stop.
  private func read(
    _ dump: FilterPlan, _ extensions: InetDiagExtensions,
    _ conversation: consuming Conversation<Kernel.DumpWire>, _ sent: inout SentRows,
    _ problems: inout [Problem],
    _ row: (InetDiagMessage, RawSpan, FilterPlan) throws(NetlinkError) -> DumpStep
  ) throws(DumpFailure) -> Bool {
    var conversation = conversation
    do throws(NetlinkError) {
      let verdict = try conversation.collect { message throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        if let residual = dump.residual,
          !residual.holds(socket, message.payload, dump.transport, facts)
        {
          return .next
        }
        if dump.transport == .sctp, let states {
          guard states.contains(try InetRecord.stateName(socket, message.payload, .sctp)) else {
            return .next
          }
        }
        // All associations of an SCTP socket have its cookie.
        guard dump.transport == .sctp || sent.insert(socket.cookie) else { return .next }
        return try row(socket, message.payload, dump)
      }
      if verdict.interrupted { problems.append(.interrupted("\(dump.transport.name) sockets")) }
      return verdict.stopped
    } catch {
      if let weaker = try weaker(than: dump, after: error) {
        let next = try begin(weaker, extensions).get()
        return try read(weaker, extensions, next, &sent, &problems, row)
      }
      if isExplicit, !dump.transport.isInProc,
        case .kernel(let refusal) = error, refusal.errno == .noSuchFileOrDirectory
      {
        unsupported.add(dump.transport)
        return false
      }
      let family = dump.family.map { " of family \($0.name)" } ?? ""
      throw DumpFailure(error, doing: "list \(dump.transport.name) sockets\(family)")
    }
  }

  /// The same dump with a weaker filter program; nil if the kernel refused something else.
  private func weaker(
    than dump: FilterPlan, after error: NetlinkError
  ) throws(DumpFailure) -> FilterPlan? {
    do throws(FilterRefusal) {
      return try dump.afterRefusal(error)
    } catch {
      throw DumpFailure(RPCError(error))
    }
  }

  /// Writes the member `unsupported`: protocols that were asked for and this kernel does not have.
  func writeVerdict(to json: inout JSONWriter) { unsupported.write(to: &json) }
}

extension InetSelection where Kernel == LiveKernel {
  /// A selection of the sockets that this process's kernel has.
  init(_ call: MethodCall, needsOwners: Bool) throws(RPCError) {
    try self.init(call, needsOwners: needsOwners, from: LiveKernel())
  }
}

/// The protocols of one call whose dumps the kernel ended with ENOENT.
private final class UnsupportedProtocols {
  private var found: [InetTransport] = []

  func add(_ transport: InetTransport) {
    if !found.contains(transport) { found.append(transport) }
  }

  func write(to json: inout JSONWriter) {
    guard !found.isEmpty else { return }
    json.key("unsupported")
    json.beginArray()
    for transport in found { json.string(transport.name) }
    json.endArray()
  }
}
