internal import Netlink
internal import Protocol
internal import Syscalls

/// Generic netlink families by name. Ids are given out at run time, so they are asked for each
/// time: an exchange takes some ten microseconds.
enum GenericFamilies {
  /// - Throws: `notFound` where the kernel has none of that name.
  /// - Parameter namespace: the network namespace to ask in; nil is the agent's own. Ids are the
  ///   same in all, but before Linux 4.8 most families are in the first one alone.
  static func find(
    _ name: String, in namespace: TargetNamespace? = nil
  ) throws(RPCError) -> FamilyDescription {
    var conversation = try KernelAccess.open(
      .generic, bufferBytes: Conversation<KernelTransport>.exchangeBytes, in: namespace)
    var family: FamilyDescription?
    do {
      try conversation.exchange(.genericFamily(named: Array(name.utf8))) {
        message throws(NetlinkError) in
        family = try FamilyDescription(message.payload)
      }
    } catch {
      throw explain(error, name)
    }
    guard let family else {
      throw RPCError(.kernelError, "the kernel's answer about the family \(name) is empty")
    }
    return family
  }

  private static func explain(_ error: NetlinkError, _ name: String) -> RPCError {
    guard case .kernel(let refusal) = error, refusal.errno == .noSuchFileOrDirectory else {
      return RPCError(error, doing: "find the generic netlink family \(name)")
    }
    return RPCError(
      .notFound, "the kernel knows no generic netlink family \(name)",
      errno: refusal.errno.name, kernel: refusal.text,
      hint: """
        The kernel may be built without it, its module may not be loaded, or it may be hidden \
        in this network namespace or container. Names are case-sensitive; listFamilies shows \
        those there are.
        """)
  }
}
