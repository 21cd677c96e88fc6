internal import Netlink
internal import Protocol
internal import Syscalls
internal import Vocabulary

extension ServedTopic {
  /// `neighbor`: RTM_NEWNEIGH and RTM_DELNEIGH. The group also has those of bridges (AF_BRIDGE).
  static let neighbor = ServedTopic(
    contract: .neighbor, family: .route, groups: [RouteGroup.neighbor],
    dumps: [
      .neighborDump(family: InetFamily.v4.number, proxies: false),
      .neighborDump(family: InetFamily.v6.number, proxies: false),
    ],
    presentType: RouteMessageType.newNeighbor, removedType: RouteMessageType.deleteNeighbor,
    volatileMembers: [
      "usedHundredthsAgo", "confirmedHundredthsAgo", "updatedHundredthsAgo", "references",
      "probes",
    ],
    makeWriter: { context in
      let record = NeighborRecord(in: context.recordNamespace)
      return { message, json throws(NetlinkError) in
        guard let neighbor = NeighborMessage(message.payload) else {
          throw .malformed("ndmsg cut short", offset: 0)
        }
        guard InetFamily(rawValue: neighbor.family) != nil, !neighbor.isProxy,
          neighbor.type == 1  // RTN_UNICAST; the kernel makes all others itself, without events
        else { return false }
        try record.write(neighbor, message.payload, to: &json)
        return true
      }
    })
}
