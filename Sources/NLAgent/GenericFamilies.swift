internal import Netlink
internal import Protocol
internal import Syscalls

/// Generic netlink families by name. Ids are given out at run time, so they are asked for each
/// time: an exchange takes some ten microseconds.
enum GenericFamilies {
  static func find(_ name: String) throws(RPCError) -> FamilyDescription {
    var conversation = try KernelAccess.open(.generic)
    var family: FamilyDescription?
    do {
      try conversation.exchange(.genericFamily(named: Array(name.utf8))) {
        message throws(NetlinkError) in
        family = try FamilyDescription(message.payload)
      }
    } catch {
      throw RPCError(error, doing: "find the generic netlink family \(name)")
    }
    guard let family else {
      throw RPCError(.kernelError, "the kernel's answer about the family \(name) is empty")
    }
    return family
  }
}
