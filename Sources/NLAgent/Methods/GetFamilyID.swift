internal import Netlink
internal import Protocol
internal import Syscalls

/// `getFamilyID`: CTRL_CMD_GETFAMILY by name.
enum GetFamilyID {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let name = call.parameters.string("name") ?? ""
    guard isFamilyName(name) else {
      throw RPCError(
        .invalidParams, "parameter \"name\" is no name that a generic netlink family can have",
        hint: "A name has 1 to 15 characters of A-Z a-z 0-9 _ . and -, for instance TASKSTATS.")
    }
    var conversation = try KernelAccess.open(.generic)
    var family: FamilyDescription?
    do {
      try conversation.exchange(.genericFamily(named: Array(name.utf8))) {
        message throws(NetlinkError) in
        family = try FamilyDescription(message.payload)
      }
    } catch {
      throw explain(error, name)
    }
    guard let family else { throw RPCError(.internalError, "the kernel's answer was lost") }
    FamilyRecord.write(family, to: &response.json)
  }

  // The kernel stops reading at a NUL, and asks for a module of whatever name it is given.
  private static func isFamilyName(_ name: String) -> Bool {
    (1...15).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  private static func explain(_ error: NetlinkError, _ name: String) -> RPCError {
    guard case .kernel(let refusal) = error, refusal.code == Errno.noEntry else {
      return RPCError(error, doing: "look up the generic netlink family \(name)")
    }
    return RPCError(
      .notFound, "the kernel knows no generic netlink family \(name)",
      errno: Errno.name(of: refusal.code), kernel: refusal.text,
      hint: """
        The kernel may be built without it, its module may not be loaded, or it may be hidden \
        in this network namespace or container. Names are case-sensitive; listFamilies shows \
        those there are.
        """)
  }
}
