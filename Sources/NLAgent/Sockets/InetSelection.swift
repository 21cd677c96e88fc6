internal import Netlink
internal import Protocol
internal import Syscalls

/// Which TCP, UDP and other inet sockets a call is about, and the way through them: what the
/// methods over these sockets have in common.
struct InetSelection {
  private let dumps: [FilterPlan]
  private let facts: FilterFacts
  private let passes: Int
  /// The names of states wanted; nil is all.
  private let states: [String]?
  /// Whether the protocols were asked for by name.
  private let isExplicit: Bool
  private let unsupported = UnsupportedProtocols()
  /// Who holds sockets, where the call wants to know or its filter needs it.
  let owners: OwnerIndex?

  /// - Parameter needsOwners: whether the method needs to know who holds sockets.
  /// - Throws: `invalidParams` where the filter is wrong.
  init(_ call: MethodCall, needsOwners: Bool) throws(RPCError) {
    let parameters = call.parameters
    let filter = try Filter(parameters, .inet)
    owners =
      needsOwners || filter.needs.owners != nil
      ? try call.ownerIndex() : nil
    facts = FilterFacts(owners)
    passes = try call.passes()
    states = parameters.strings("states")
    isExplicit = parameters.strings("protocols") != nil
    let mask = InetState.mask(states)
    let family = parameters.string("family") ?? "all"
    let protocols = parameters.strings("protocols") ?? InetTransport.usual.map(\.name)
    let families = InetFamily.allCases.filter { family == "all" || family == $0.name }
    dumps = InetTransport.allCases.filter { protocols.contains($0.name) }.flatMap { transport in
      // The kernel does not filter associations of SCTP by state, and their states are no bits.
      let bits = transport == .sctp ? .max : mask
      return families.flatMap { FilterPlan.plans(filter.tree, $0, transport, states: bits) }
    }
  }

  /// Hands over each socket once.
  /// - Parameters:
  ///   - extensions: the details to ask the kernel for.
  ///   - row: gets the socket, the message it was read from, with its attributes, and the dump it
  ///     belongs to; stops everything with `.stop`.
  func each(
    asking extensions: InetDiagExtensions = [], _ problems: inout [Problem],
    row: (InetDiagMessage, RawSpan, FilterPlan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) {
    // A second pass sends what the first one missed while the table moved.
    let walks = dumps.flatMap { dump in Array(repeating: dump, count: passes) }
    var next = try begin(walks.first, extensions)
    var sent = SentRows(passes: passes)
    for index in walks.indices {
      guard let conversation = next.take() else { return }
      // The kernel walks its tables once for each family, whatever is in them: the next walk
      // goes on while this one's rows are written.
      next = try begin(index + 1 < walks.count ? walks[index + 1] : nil, extensions)
      if index % passes == 0 { sent = SentRows(passes: passes) }
      let isStopped = try read(
        walks[index], extensions, conversation, &sent, &problems, row)
      if isStopped { return }
    }
  }

  private func begin(
    _ dump: FilterPlan?, _ extensions: InetDiagExtensions
  ) throws(RPCError) -> Conversation<ReadAheadTransport>? {
    guard let dump else { return nil }
    return try KernelAccess.beginSocketDump(dump.request(extensions: extensions))
  }

  /// - Returns: whether `row` asked to stop.
  private func read(
    _ dump: FilterPlan, _ extensions: InetDiagExtensions,
    _ conversation: consuming Conversation<ReadAheadTransport>, _ sent: inout SentRows,
    _ problems: inout [Problem],
    _ row: (InetDiagMessage, RawSpan, FilterPlan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> Bool {
    var conversation = conversation
    do throws(NetlinkError) {
      let verdict = try conversation.collect { message throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        if let rest = dump.rest, !rest.holds(socket, message.payload, dump.transport, facts) {
          return .next
        }
        if dump.transport == .sctp, let states {
          guard states.contains(try InetRecord.stateName(socket, message.payload, .sctp)) else {
            return .next
          }
        }
        // An SCTP association has the cookie of its socket.
        guard dump.transport == .sctp || sent.insert(socket.cookie) else { return .next }
        return try row(socket, message.payload, dump)
      }
      if verdict.interrupted { problems.append(.interrupted("\(dump.transport.name) sockets")) }
      return verdict.stopped
    } catch {
      if let weaker = try dump.afterRefusal(error), let next = try begin(weaker, extensions) {
        return try read(weaker, extensions, next, &sent, &problems, row)
      }
      if isExplicit, case .kernel(let refusal) = error, refusal.code == Errno.noEntry {
        unsupported.add(dump.transport)
        return false
      }
      throw RPCError(
        error, doing: "list \(dump.transport.name) sockets of family \(dump.family.name)")
    }
  }

  /// Writes which protocols were asked for that this kernel does not have.
  func writeVerdict(to json: inout JSONWriter) { unsupported.write(to: &json) }
}

/// The protocols of one call that the kernel ended the dump of with ENOENT.
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
