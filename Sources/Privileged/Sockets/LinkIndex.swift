internal import Limits
internal import Netlink
internal import Syscalls

/// Finds the index of a link by its name.
public enum LinkIndex {
  /// The index of the link with a name or an alternative name; nil if there is none. As in
  /// netdevice(7), a label of an address is the name of its link: "eth0:1" is eth0, unless another
  /// link has that alternative name.
  ///
  /// The request is RTM_GETLINK. SIOCGIFINDEX makes the kernel load a module that is named like a
  /// missing link (`dev_load` in net/core/dev_ioctl.c) if the asking process has CAP_NET_ADMIN or
  /// CAP_SYS_MODULE, and clients choose these names.
  /// - Parameter namespace: the network namespace to search; nil is the agent's own.
  public static func find(
    _ name: String, in namespace: TargetNamespace?, from kernel: some NetlinkKernel = LiveKernel()
  ) throws(PrivilegedError) -> UInt32? {
    let name = Array(name.utf8)
    guard (1...Limits.linkNameBytes).contains(name.count), !name.contains(0) else { return nil }
    var conversation = try kernel.open(.route, in: namespace)
    do throws(NetlinkError) {
      if let index = try lookUp(name, &conversation) { return index }
      guard let colon = name.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
      return try lookUp(Array(name[..<colon]), &conversation)
    } catch {
      throw .netlink(error, doing: .lookUpLink)
    }
  }

  private static func lookUp(
    _ name: [UInt8], _ conversation: inout Conversation<some Transport & ~Copyable>
  ) throws(NetlinkError) -> UInt32? {
    var found: UInt32?
    do throws(NetlinkError) {
      try conversation.exchange(.link(name: name, filter)) { message throws(NetlinkError) in
        guard message.header.type == RouteMessageType.newLink else { return }
        found = LinkMessage(message.payload)?.index
      }
      return found
    } catch {
      guard case .kernel(let refusal) = error else { throw error }
      switch refusal.errno {
      case .noSuchDevice: return nil
      // The link exists, and its answer does not fit the space that the kernel reserves for it. A
      // dump has more.
      case .messageTooLong: return try search(name, &conversation)
      default: throw error
      }
    }
  }

  private static func search(
    _ name: [UInt8], _ conversation: inout Conversation<some Transport & ~Copyable>
  ) throws(NetlinkError) -> UInt32? {
    var found: UInt32?
    _ = try conversation.dump(.linkDump(filter)) { message throws(NetlinkError) in
      guard message.header.type == RouteMessageType.newLink,
        let link = LinkMessage(message.payload)
      else { return .next }
      let attributes = try AttributeTable(message.payload, from: LinkMessage.size)
      if found == nil, try LinkNames.contain(name, attributes) { found = link.index }
      return .next
    }
    return found
  }

  private static var filter: LinkFilter {
    var filter = LinkFilter()
    filter.hasCounters = false
    return filter
  }
}
