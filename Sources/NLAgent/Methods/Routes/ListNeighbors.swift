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
    try call.list("neighbors", &response) { namespace, response, problems throws(RPCError) in
      let interface = try call.interface(in: namespace)
      if interface == .absent { return }
      let list = NeighborList(
        namespace: namespace, interface: interface.index, states: states,
        record: NeighborRecord(in: RecordNamespace(namespace, failures: call.lookups)))
      for family in families {
        for proxies in [false, true] {
          let verdict = try list.write(family, proxies: proxies, &response)
          if verdict.interrupted { problems.append(.interrupted("neighbors")) }
          if verdict.stopped { return }
        }
      }
    }
  }
}

/// Writes the neighbors of one network namespace.
private struct NeighborList {
  let namespace: TargetNamespace?
  /// The index of the link whose neighbors are wanted; nil for all.
  let interface: UInt32?
  /// The states that are wanted; nil for all.
  let states: [String]?
  let record: NeighborRecord

  /// Writes one dump: the neighbors of a family, or its proxies.
  func write(
    _ family: InetFamily, proxies: Bool, _ response: inout ResponseWriter
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
        if let states, !states.contains(NeighborState.word(neighbor.state)) { return .next }
        return try response.record { json throws(NetlinkError) in
          try record.write(neighbor, message.payload, to: &json)
        }
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
