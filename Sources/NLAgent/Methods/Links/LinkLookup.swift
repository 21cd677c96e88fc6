internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// One link asked for by itself, which costs the kernel far less than all of them.
enum LinkLookup {
  /// What became of a question for one link.
  enum Answer {
    /// The RTM_NEWLINK message.
    case found([UInt8])
    case missing
    /// The kernel makes too little room for the answer to some of these questions, though not in
    /// a dump.
    case tooLong
  }

  /// - Parameter namespace: where to look; nil is the agent's own.
  static func find(
    _ one: LinkSelection.One, _ filter: LinkFilter, in namespace: TargetNamespace?
  ) throws(RPCError) -> Answer {
    let request: Request
    switch one {
    case .index(let index): request = .link(index: index, filter)
    case .name(let name): request = .link(name: name, filter)
    }
    var conversation = try explained(try KernelSockets.open(.route, in: namespace))
    var found: [UInt8]?
    do throws(NetlinkError) {
      try conversation.exchange(request) { message throws(NetlinkError) in
        guard message.header.type == RouteMessageType.newLink else { return }
        found = message.payload.copied
      }
    } catch {
      guard case .kernel(let refusal) = error else {
        throw RPCError(error, doing: "ask for a link")
      }
      switch refusal.errno {
      case .noSuchDevice: return .missing
      case .messageTooLong: return .tooLong
      default: throw RPCError(error, doing: "ask for a link")
      }
    }
    return found.map { .found($0) } ?? .missing
  }
}
