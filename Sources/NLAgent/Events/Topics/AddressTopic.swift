internal import Netlink
internal import Protocol
internal import Syscalls
internal import Vocabulary

extension ServedTopic {
  /// `address`: RTM_NEWADDR and RTM_DELADDR.
  static let address = ServedTopic(
    contract: .address, family: .route, groups: [RouteGroup.v4Address, RouteGroup.v6Address],
    dumps: [.addressDump()], presentType: RouteMessageType.newAddress,
    removedType: RouteMessageType.deleteAddress,
    volatileMembers: ["validSeconds", "preferredSeconds"],
    makeWriter: { context in
      let record = AddressRecord(in: context.recordNamespace)
      return { message, json throws(NetlinkError) in
        guard let address = AddressMessage(message.payload) else {
          throw .malformed("ifaddrmsg cut short", offset: 0)
        }
        guard InetFamily(rawValue: address.family) != nil else { return false }
        try record.write(address, message.payload, to: &json)
        return true
      }
    })
}
