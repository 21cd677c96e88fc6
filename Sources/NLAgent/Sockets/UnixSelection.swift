internal import Netlink
internal import Protocol
internal import Syscalls

/// Which Unix sockets a call is about, and the way through them.
struct UnixSelection {
  private let states: UInt32
  private let types: [UInt8]?
  private let steps: FilterSteps?
  private let facts: FilterFacts
  private let passes: Int
  private let isTellingMemory: Bool
  /// Who holds sockets, where the call wants to know or its filter needs it.
  let owners: OwnerIndex?

  /// - Throws: `invalidParams` where the filter is wrong.
  init(_ call: MethodCall) throws(RPCError) {
    let filter = try Filter(call.parameters, .unix)
    states = UnixRecord.stateMask(call.parameters.strings("states"))
    types = UnixRecord.typeNumbers(call.parameters.strings("types"))
    steps = filter.tree.map { FilterSteps($0.normalised().deciding { _ in nil }) }
    owners =
      call.isAskingForOwners || filter.needs.owners != nil ? try call.ownerIndex() : nil
    facts = FilterFacts(owners)
    passes = try call.passes()
    isTellingMemory = call.parameters.strings("details")?.contains("memory") == true
  }

  /// Hands over each socket once.
  /// - Parameter row: stops everything with `.stop`.
  func each(
    _ problems: inout [Problem],
    row: (borrowing UnixDiagMessage) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) {
    var sent = SentRows(passes: passes)
    for _ in 0..<passes {
      var conversation = try KernelAccess.beginSocketDump(
        .unixDump(states: states, memory: isTellingMemory))
      do throws(NetlinkError) {
        let verdict = try conversation.collect { message throws(NetlinkError) in
          let socket = try UnixDiagMessage(message.payload)
          if let types, !types.contains(socket.type) { return .next }
          if let steps, !steps.holds(socket, facts) { return .next }
          guard sent.insert(socket.cookie) else { return .next }
          return try row(socket)
        }
        if verdict.interrupted { problems.append(.interrupted("Unix sockets")) }
        if verdict.stopped { return }
      } catch {
        throw RPCError(error, doing: "list Unix sockets")
      }
    }
  }
}
