internal import Netlink
internal import Protocol
internal import Syscalls

/// `unixConnections`: a unix_diag dump.
enum UnixConnections {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let selection = try UnixSelection(call)
    let owners = call.isAskingForOwners ? selection.owners.map { OwnerText($0, call.lookups) } : nil
    try call.list("connections", &response) { json in
      owners?.index.writeVerdict(to: &json)
    } records: { namespace, response, problems throws(RPCError) in
      try selection.inside(namespace).each(&problems) { socket throws(NetlinkError) in
        UnixRecord.write(socket, owners, in: namespace, to: &response.json)
        return response.recordEnded() ? .next : .stop
      }
    }
  }
}
