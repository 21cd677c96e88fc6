internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// Looks up one link, which costs the kernel far less than a dump of all.
enum LinkLookup {
  /// The result of a lookup.
  enum Answer {
    /// The RTM_NEWLINK message.
    case found([UInt8])
    case missing
    /// The answer does not fit the space that the kernel reserves for it (EMSGSIZE). A dump has
    /// more.
    case tooLong
  }

  /// - Parameter namespace: the namespace to search; nil is the agent's own.
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
        throw RPCError(error, doing: "look up a link")
      }
      switch refusal.errno {
      case .noSuchDevice: return .missing
      case .messageTooLong: return .tooLong
      default: throw RPCError(error, doing: "look up a link")
      }
    }
    return found.map { .found($0) } ?? .missing
  }
}
