internal import Limits
internal import Privileged
internal import Protocol
internal import SocketFilter
internal import Syscalls

/// What the methods over sockets read from a call.
extension MethodCall {
  /// How often a table is dumped.
  func passes() throws(RPCError) -> Int {
    let passes = parameters.uint64("passes") ?? 1
    guard (1...UInt64(Limits.dumpPasses)).contains(passes) else {
      throw RPCError(
        .invalidParams, "\"passes\" is from 1 to \(Limits.dumpPasses), not \(passes)")
    }
    return Int(passes)
  }

  /// Names in a filter. Those of devices are looked up again inside the namespaces asked for.
  var filterNames: SystemNames { SystemNames(isLenient: isAboutOtherNamespaces) }

  /// Whether each record is to tell who holds the socket.
  var isAskingForOwners: Bool { parameters.bool("processes") == true }

  /// Who holds sockets, as of now or as old as the caller allows.
  func ownerIndex() throws(RPCError) -> OwnerIndex {
    try agent.owners.index(maxAge: parameters.uint64("maxAge") ?? 0)
  }
}

extension Filter {
  /// The inode of the network namespace whose sockets are filtered, where the filter asks for it.
  /// - Parameter namespace: nil is the agent's own.
  func netns(_ namespace: TargetNamespace?) throws(RPCError) -> UInt64? {
    guard needs.netns != nil else { return nil }
    if let namespace { return namespace.inode }
    return try explained(try NamespaceFinder.openAgents()).inode
  }
}

extension FilterFacts {
  /// - Parameter owners: who holds sockets, where the filter needs it.
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
