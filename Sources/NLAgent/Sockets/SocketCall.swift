internal import Limits
internal import Privileged
internal import Protocol
internal import SocketFilter
internal import Syscalls

/// Parameters that the methods over sockets have in common.
extension MethodCall {
  /// How many times a table is dumped.
  func passes() throws(RPCError) -> Int {
    let passes = parameters.uint64("passes") ?? 1
    guard (1...UInt64(Limits.dumpPasses)).contains(passes) else {
      throw RPCError(
        .invalidParams, "\"passes\" is from 1 to \(Limits.dumpPasses), not \(passes)")
    }
    return Int(passes)
  }

  /// Looks up names in a filter. Names of links are looked up again in the namespaces asked for.
  var filterNames: SystemNames { SystemNames(isLenient: isAboutOtherNamespaces) }

  /// Whether each record must contain the processes that hold the socket.
  var isAskingForOwners: Bool { parameters.bool("processes") == true }

  /// Who holds sockets, no older than the parameter `maxAge` allows.
  func ownerIndex() throws(RPCError) -> OwnerIndex {
    try rights.require(.owners)
    powers?.use(.owners)
    // A walk over all processes needs no place either: only one runs at a time.
    let index = try work.pausing { () throws(RPCError) in
      try agent.owners.index(maxAge: parameters.uint64("maxAge") ?? 0) { isAbandoned }
    }
    // The text about each process, if records need it, is made of `processes`.
    guard memory.hold(index), memory.add(index.processes.count * Limits.ownerTextBytes) else {
      throw memory.refusal
    }
    return index
  }
}

extension Filter {
  /// The inode of the network namespace of the sockets; nil if the filter does not test it.
  /// - Parameter namespace: nil for the agent's own.
  func netns(_ namespace: TargetNamespace?) throws(RPCError) -> UInt64? {
    guard needs.netns != nil else { return nil }
    if let namespace { return namespace.inode }
    return try explained(try NamespaceFinder.openAgents()).inode
  }
}

/// Whether a filter by process met a socket that a process which the agent cannot read may hold.
final class OwnerDoubt {
  private let owners: OwnerIndex?
  fileprivate var isJustified = false

  init(_ owners: OwnerIndex?) {
    self.owners = owners
  }

  /// Why sockets that the filter asks for may be missing; nil if none was met since the last call.
  func takeProblem() -> Problem? {
    defer { isJustified = false }
    return isJustified ? owners.map { Problem(unknownOwners: $0.verdict) } : nil
  }
}

extension FilterFacts {
  /// - Parameters:
  ///   - owners: who holds sockets; nil if the filter does not need it.
  ///   - doubt: learns of sockets whose holder is unknown.
  init(_ owners: OwnerIndex?, _ doubt: OwnerDoubt) {
    self.init()
    guard let owners else { return }
    let hasGaps = owners.verdict.hasGaps
    isOwned = { inode, test in
      guard inode != 0, let inode = UInt32(exactly: inode) else { return false }
      if hasGaps, !owners.isHeld(inode, by: { _ in true }) { doubt.isJustified = true }
      return owners.isHeld(inode) { process in
        switch test {
        case .pid(let pid): process.pid == pid
        case .name(let glob): glob.matches(process.command.rawBytes)
        }
      }
    }
  }
}
