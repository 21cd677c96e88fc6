internal import Netlink
internal import Protocol
internal import Syscalls
internal import Vocabulary

extension ServedTopic {
  /// `neighbor`: RTM_NEWNEIGH and RTM_DELNEIGH; those of bridges come in the same group.
  static let neighbor = ServedTopic(
    contract: .neighbor, family: .route, groups: [RouteGroup.neighbor],
    dumps: [
      .neighborDump(family: InetFamily.v4.number, proxies: false),
      .neighborDump(family: InetFamily.v6.number, proxies: false),
    ],
    present: RouteMessageType.newNeighbor, gone: RouteMessageType.deleteNeighbor,
    restless: [
      "usedHundredthsAgo", "confirmedHundredthsAgo", "updatedHundredthsAgo", "references",
      "probes",
    ],
    writing: { scene in
      let record = NeighborRecord(in: scene.namespace, names: scene.names)
      return { message, json throws(NetlinkError) in
        guard let neighbor = NeighborMessage(message.payload) else {
          throw .malformed("ndmsg cut short", offset: 0)
        }
        guard InetFamily(rawValue: neighbor.family) != nil, !neighbor.isProxy,
          neighbor.type == 1  // RTN_UNICAST; the kernel makes all others for itself, silently
        else { return false }
        try record.write(neighbor, message.payload, to: &json)
        return true
      }
    })
}
