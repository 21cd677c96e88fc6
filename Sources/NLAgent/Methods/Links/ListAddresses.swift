internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// `listAddresses`: an RTM_GETADDR dump for each family.
enum ListAddresses {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let families = InetFamily.chosen(call.parameters)
    try call.list("addresses", &response) { namespace, response, problems throws(RPCError) in
      let interface = try call.interface(in: namespace)
      if interface == .absent { return }
      try response.wholeDump(&problems) { response throws(RPCError) in
        try write(
          families, of: interface.index, RecordNamespace(namespace, failures: call.lookups),
          in: namespace, &response)
      }
    }
  }

  private static func write(
    _ families: [InetFamily], of link: UInt32?, _ place: RecordNamespace,
    in namespace: TargetNamespace?, _ response: inout ResponseWriter
  ) throws(RPCError) -> [Problem] {
    let record = AddressRecord(in: place)
    let interrupted = try dump(families, of: link, in: namespace) {
      address, payload throws(NetlinkError) in
      try response.record { json throws(NetlinkError) in
        try record.write(address, payload, to: &json)
      }
    }
    return interrupted ? [.interrupted("addresses")] : []
  }

  /// Dumps addresses and calls `each` with each address and its message. It dumps one family after
  /// the other: a dump of all families waits for the lock that a dump of links holds, a dump of one
  /// family does not (since Linux 6.9).
  /// - Parameters:
  ///   - link: the index of the link whose addresses are wanted; nil for all.
  ///   - namespace: nil is the agent's own.
  /// - Returns: whether a dump was interrupted.
  static func dump(
    _ families: [InetFamily] = InetFamily.allCases, of link: UInt32? = nil,
    in namespace: TargetNamespace? = nil,
    _ each: (AddressMessage, RawSpan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> Bool {
    var conversation = try explained(try KernelSockets.open(.route, in: namespace))
    var isInterrupted = false
    do {
      for family in families {
        let request = Request.addressDump(family: family.number, interface: link ?? 0)
        let verdict = try conversation.dump(request) { message throws(NetlinkError) in
          guard message.header.type == RouteMessageType.newAddress else { return .next }
          guard let address = AddressMessage(message.payload) else {
            throw .malformed("ifaddrmsg cut short", offset: 0)
          }
          // A kernel without the family answers for all others.
          guard address.family == family.number else { return .next }
          // Kernels without strict checking ignore the index.
          if let link, address.index != link { return .next }
          return try each(address, message.payload)
        }
        isInterrupted = isInterrupted || verdict.interrupted
        if verdict.stopped { break }
      }
      return isInterrupted
    } catch {
      if link != nil, case .kernel(let refusal) = error, refusal.errno == .noSuchDevice {
        return true
      }
      throw RPCError(error, doing: "list addresses")
    }
  }
}
