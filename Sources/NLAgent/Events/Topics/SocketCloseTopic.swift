internal import Netlink
internal import Privileged
internal import Protocol
internal import SocketFilter
internal import Syscalls
internal import Vocabulary

extension ServedTopic {
  /// `socketClose`: what sock_diag tells of sockets that are freed.
  static let socketClose = ServedTopic(
    contract: .socketClose, family: .sockDiag,
    groups: [
      SocketGroup.v4TCPDestroyed, SocketGroup.v4UDPDestroyed, SocketGroup.v6TCPDestroyed,
      SocketGroup.v6UDPDestroyed,
    ], gone: SockDiag.byFamily,
    writing: { scene in
      var records: [UInt16: InetRecord] = [:]
      return { message, json throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        let attributes = try AttributeTable(message.payload, from: InetDiagMessage.size)
        guard let number = attributes.integer(InetDiagAttribute.protocol, as: UInt8.self),
          let transport = InetTransport(rawValue: UInt16(number)),
          let family = InetFamily(rawValue: socket.family)
        else { return false }
        if let filter = scene.filter,
          !filter.holds(socket, message.payload, transport, FilterFacts())
        {
          return false
        }
        // Names of devices are asked for once a record writer, and may be others by now.
        if socket.interface != 0 { records = [:] }
        let kind = UInt16(family.rawValue) << 8 | UInt16(number)
        if records[kind] == nil {
          records[kind] = InetRecord(
            family, transport, InetDetailsRecord(transport, .info, CgroupPaths()),
            owners: scene.owners.map { owners in { owners.write($0, to: &$1) } },
            in: scene.namespace, areFreed: true)
        }
        try records[kind]?.write(socket, message.payload, to: &json)
        return true
      }
    })
}
