internal import Netlink
internal import Protocol
internal import Syscalls

/// `listAddresses`: an RTM_GETADDR dump.
enum ListAddresses {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let families = InetFamily.chosen(call.parameters)
    let family = families.count == 1 ? families.first : nil
    try response.list("addresses") { response, problems throws(RPCError) in
      try call.eachNamespace(&response, &problems) {
        namespace, response, problems throws(RPCError) in
        let interface = try call.interface(in: namespace)
        if interface == .absent { return }
        try response.wholeDump(&problems) { response throws(RPCError) in
          try write(family, of: interface.index, in: namespace, &response)
        }
      }
    }
  }

  private static func write(
    _ family: InetFamily?, of link: UInt32?, in namespace: TargetNamespace?,
    _ response: inout ResponseWriter
  ) throws(RPCError) -> [Problem] {
    let record = AddressRecord(in: namespace)
    let interrupted = try dump(family, of: link, in: namespace) {
      address, payload throws(NetlinkError) in
      try response.record { json throws(NetlinkError) in
        try record.write(address, payload, to: &json)
      }
    }
    return interrupted ? [.interrupted("addresses")] : []
  }

  /// Hands over each IPv4 and IPv6 address and its message.
  /// - Parameters:
  ///   - family: nil is both.
  ///   - link: the index of the link that has them; nil is all.
  ///   - namespace: nil is the agent's own.
  /// - Returns: whether the table changed meanwhile.
  static func dump(
    _ family: InetFamily? = nil, of link: UInt32? = nil, in namespace: TargetNamespace? = nil,
    _ each: (AddressMessage, RawSpan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> Bool {
    var conversation = try KernelAccess.open(.route, in: namespace)
    let request = Request.addressDump(family: family?.number ?? 0, interface: link ?? 0)
    do {
      return try conversation.dump(request) { message throws(NetlinkError) in
        guard message.header.type == RouteMessageType.newAddress else { return .next }
        guard let address = AddressMessage(message.payload) else {
          throw .malformed("ifaddrmsg cut short", offset: 0)
        }
        // A dump of all families brings those without IP along, such as AF_PHONET.
        guard InetFamily(rawValue: address.family) != nil else { return .next }
        // What does not check strictly looks at no index.
        if let link, address.index != link { return .next }
        return try each(address, message.payload)
      }.interrupted
    } catch {
      if link != nil, case .kernel(let refusal) = error, refusal.code == Errno.noDevice {
        return true
      }
      throw RPCError(error, doing: "list addresses")
    }
  }
}
