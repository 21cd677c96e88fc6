internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// `listNeighbors`: streamed RTM_GETNEIGH dumps of neighbors and of proxies.
enum ListNeighbors {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let families = InetFamily.chosen(call.parameters)
    let states = call.parameters.strings("states")
    try response.list("neighbors") { response, problems throws(RPCError) in
      try call.eachNamespace(&response, &problems) {
        namespace, response, problems throws(RPCError) in
        let interface = try call.interface(in: namespace)
        if interface == .absent { return }
        let record = NeighborRecord(in: namespace)
        for family in families {
          for proxies in [false, true] {
            let verdict = try each(family, proxies, interface.index, in: namespace) {
              neighbor, payload throws(NetlinkError) in
              if let states, !states.contains(NeighborState.word(neighbor.state)) { return .next }
              return try response.record { json throws(NetlinkError) in
                try record.write(neighbor, payload, to: &json)
              }
            }
            if verdict.interrupted { problems.append(.interrupted("neighbors")) }
            if verdict.stopped { return }
          }
        }
      }
    }
  }

  private static func each(
    _ family: InetFamily, _ proxies: Bool, _ interface: UInt32?, in namespace: TargetNamespace?,
    _ row: (NeighborMessage, RawSpan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> DumpVerdict {
    var conversation = try explained(
      try KernelSockets.beginRouteDump(
        .neighborDump(family: family.number, proxies: proxies, interface: interface),
        in: namespace))
    do throws(NetlinkError) {
      return try conversation.collect { message throws(NetlinkError) in
        guard message.header.type == RouteMessageType.newNeighbor else { return .next }
        guard let neighbor = NeighborMessage(message.payload) else {
          throw .malformed("ndmsg cut short", offset: 0)
        }
        // A kernel without the family answers for all others.
        guard neighbor.family == family.number, neighbor.isProxy == proxies else { return .next }
        return try row(neighbor, message.payload)
      }
    } catch {
      throw RPCError(error, doing: "list \(family.name) neighbors")
    }
  }
}

extension InetFamily {
  /// The families that the parameter `family` chooses.
  static func chosen(_ parameters: Parameters) -> [InetFamily] {
    let name = parameters.string("family") ?? "all"
    return allCases.filter { name == "all" || name == $0.name }
  }
}
