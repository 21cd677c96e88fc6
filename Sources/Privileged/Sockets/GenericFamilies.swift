public import Netlink
internal import Syscalls

/// Generic netlink families by name. The kernel assigns their ids at run time, so each use asks
/// again; an exchange takes some ten microseconds.
public enum GenericFamilies {
  /// Asks the kernel for a family.
  /// - Parameter namespace: the network namespace to ask in; nil is the agent's own. Ids are the
  ///   same in all namespaces, but before Linux 4.8 most families exist only in the initial one.
  /// - Throws: `noFamily` if the kernel has no family with that name.
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
