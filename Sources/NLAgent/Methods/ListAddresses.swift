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
      try call.eachNamespace(&response, &problems) {
        namespace, response, problems throws(RPCError) in
        try response.wholeDump(&problems) { response throws(RPCError) in
          try write(in: namespace, &response)
        }
      }
    }
  }

  private static func write(
    in namespace: TargetNamespace?, _ response: inout ResponseWriter
  ) throws(RPCError) -> [Problem] {
    let names = InterfaceNames(in: namespace)
    let interrupted = try dump(in: namespace) { address, payload throws(NetlinkError) in
      try response.record { json throws(NetlinkError) in
        try write(address, payload, namespace, names, to: &json)
      }
    }
    return interrupted ? [.interrupted("addresses")] : []
  }

  /// Writes one record.
  /// - Parameters:
  ///   - payload: the message `address` was read from, with its attributes.
  ///   - namespace: where it is; nil is the agent's own, which goes unsaid.
  static func write(
    _ address: AddressMessage, _ payload: RawSpan, _ namespace: TargetNamespace?,
    _ names: InterfaceNames, to json: inout JSONWriter
  ) throws(NetlinkError) {
    let attributes = try AttributeTable(payload, from: AddressMessage.size)
    json.beginObject()
    namespace?.writeMembers(to: &json)
    json.member("interfaceIndex", address.index)
    names.write("interface", address.index, to: &json)
    AddressRecord.writeMembers(address, attributes, to: &json)
    json.endObject()
  }

  /// Hands over each IPv4 and IPv6 address and its message.
  /// - Parameter namespace: nil is the agent's own.
  /// - Returns: whether the table changed meanwhile.
  static func dump(
    in namespace: TargetNamespace? = nil,
    _ each: (AddressMessage, RawSpan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> Bool {
    var conversation = try KernelAccess.open(.route, in: namespace)
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
