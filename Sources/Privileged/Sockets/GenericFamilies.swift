public import Netlink
internal import Syscalls

/// Generic netlink families by name. The kernel gives out ids at run time, so they are asked for
/// each time: an exchange takes some ten microseconds.
public enum GenericFamilies {
  /// - Parameter namespace: the network namespace to ask in; nil is the agent's own. Ids are the
  ///   same in all, but before Linux 4.8 most families exist in the initial one alone.
  /// - Throws: `noFamily` where the kernel has none of that name.
  public static func find(
    _ name: String, in namespace: TargetNamespace? = nil
  ) throws(PrivilegedError) -> FamilyDescription {
    var conversation = try KernelSockets.open(
      .generic, bufferBytes: Conversation<KernelTransport>.exchangeBytes, in: namespace)
    var family: FamilyDescription?
    do throws(NetlinkError) {
      try conversation.exchange(.genericFamily(named: Array(name.utf8))) {
        message throws(NetlinkError) in
        family = try FamilyDescription(message.payload)
      }
    } catch {
      if case .kernel(let refusal) = error, refusal.errno == .noSuchFileOrDirectory {
        throw .noFamily(name, refusal)
      }
      throw .netlink(error, doing: .findFamily(name))
    }
    guard let family else { throw .emptyFamily(name) }
    return family
  }
}
