internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// `listFamilies`: a dump of CTRL_CMD_GETFAMILY.
enum ListFamilies {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    try call.list("families", &response) { namespace, response, problems throws(RPCError) in
      try response.wholeDump(&problems) { response throws(RPCError) in
        try dump(in: namespace, &response)
      }
    }
  }

  private static func dump(
    in namespace: TargetNamespace?, _ response: inout ResponseWriter
  ) throws(RPCError) -> [Problem] {
    var conversation = try explained(try KernelSockets.open(.generic, in: namespace))
    do {
      let verdict = try conversation.dump(.genericFamilyDump()) { message throws(NetlinkError) in
        guard message.header.type == ControlFamily.id else { return .next }
        let family = try FamilyDescription(message.payload)
        return try response.record { json throws(NetlinkError) in
          FamilyRecord.write(family, in: namespace, to: &json)
        }
      }
      return verdict.interrupted ? [.interrupted("generic netlink families")] : []
    } catch {
      throw RPCError(error, doing: "list generic netlink families")
    }
  }
}
