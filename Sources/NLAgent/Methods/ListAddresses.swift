internal import Netlink
internal import Protocol
internal import Syscalls

/// `listAddresses`: an RTM_GETADDR dump.
enum ListAddresses {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    try response.list("addresses") { response, problems throws(RPCError) in
      try response.wholeDump(&problems) { response throws(RPCError) in
        var names = InterfaceNames()
        let interrupted = try dump { address, payload throws(NetlinkError) in
          try response.record { json throws(NetlinkError) in
            let attributes = try AttributeTable(payload, from: AddressMessage.size)
            json.beginObject()
            json.member("interfaceIndex", address.index)
            names.write("interface", address.index, to: &json)
            AddressRecord.writeMembers(address, attributes, to: &json)
            json.endObject()
          }
        }
        return interrupted ? [.interrupted("addresses")] : []
      }
    }
  }

  /// Hands over each IPv4 and IPv6 address and its message.
  /// - Returns: whether the table changed meanwhile.
  static func dump(
    _ each: (AddressMessage, RawSpan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> Bool {
    var conversation = try KernelAccess.open(.route)
    do {
      return try conversation.dump(.addressDump()) { message throws(NetlinkError) in
        guard message.header.type == RouteMessageType.newAddress else { return .next }
        guard let address = AddressMessage(message.payload) else {
          throw .malformed("ifaddrmsg cut short", offset: 0)
        }
        // A dump of all families brings those without IP along, such as AF_PHONET.
        guard InetFamily(rawValue: address.family) != nil else { return .next }
        return try each(address, message.payload)
      }.interrupted
    } catch {
      throw RPCError(error, doing: "list addresses")
    }
  }
}
