internal import Netlink
internal import Privileged
internal import Protocol
internal import SocketFilter
internal import Syscalls
internal import Vocabulary

extension ServedTopic {
  /// `socketClose`: messages of sock_diag about sockets that are freed.
  static let socketClose = ServedTopic(
    contract: .socketClose, family: .sockDiag,
    groups: [
      SocketGroup.v4TCPDestroyed, SocketGroup.v4UDPDestroyed, SocketGroup.v6TCPDestroyed,
      SocketGroup.v6UDPDestroyed,
    ],
    senders: [InetTransport.tcp, .udp].map { transport in
      ServedTopic.Sender(
        module: "\(transport.name)_diag",
        // No socket has the state 0.
        request: .inetDump(
          family: InetFamily.v4.number, transport: transport.number, states: 1))
    },
    removedType: SockDiag.byFamily,
    makeWriter: { context in
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
        if let filter = context.filter,
          !filter.holds(socket, message.payload, transport, FilterFacts())
        {
          return false
        }
        // A record writer looks up each name of a link once, and the names may have changed.
        if socket.interface != 0 { records = [:] }
        let kind = UInt16(family.rawValue) << 8 | UInt16(number)
        if records[kind] == nil {
          records[kind] = InetRecord(
            family, transport, InetDetailsRecord(transport, .info, CgroupPaths(), context.visible),
            owners: context.owners.map { owners in { owners.write($0, to: &$1) } },
            in: context.namespace, areFreed: true)
        }
        try records[kind]?.write(socket, message.payload, to: &json)
        return true
      }
    })
}
