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
    return try agent.owners.index(maxAge: parameters.uint64("maxAge") ?? 0) { isAbandoned }
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

extension FilterFacts {
  /// - Parameter owners: who holds sockets; nil if the filter does not need it.
  init(_ owners: OwnerIndex?) {
    self.init()
    guard let owners else { return }
    isOwned = { inode, test in
      guard inode != 0, let inode = UInt32(exactly: inode) else { return false }
      return owners.isHeld(inode) { process in
        switch test {
        case .pid(let pid): process.pid == pid
        case .name(let glob): glob.matches(process.command.rawBytes)
        }
      }
    }
  }
}
