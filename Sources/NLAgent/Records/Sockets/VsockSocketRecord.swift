internal import Netlink
internal import Privileged
internal import Protocol
internal import Vocabulary

/// Writes vsock sockets as JSON records.
enum VsockSocketRecord {
  static func write(
    _ socket: VsockDiagMessage, in namespace: TargetNamespace? = nil, to json: inout JSONWriter
  ) {
    json.beginObject()
    namespace?.writeMembers(to: &json)
    json.member("type", socketType: socket.type)
    // The states of TCP. As in UDP, CLOSE means that the socket has no peer.
    json.member("state", InetState.name(socket.state, .udp))
    orNull("localCID", socket.localCID, to: &json)
    orNull("localPort", socket.localPort, to: &json)
    orNull("remoteCID", socket.remoteCID, to: &json)
    orNull("remotePort", socket.remotePort, to: &json)
    if socket.shutdown != 0 {
      json.member("shutdown", UInt32(socket.shutdown), words: directions)
    }
    if socket.inode == 0 { json.memberNull("inode") } else { json.member("inode", socket.inode) }
    json.key("cookie")
    json.hexString(socket.cookie)
    json.endObject()
  }

  /// Writes a number, or null for VMADDR_CID_ANY and VMADDR_PORT_ANY, which are all ones.
  private static func orNull(_ name: StaticString, _ value: UInt32, to json: inout JSONWriter) {
    if value == .max { json.memberNull(name) } else { json.member(name, value) }
  }

  private static let directions = [FlagWord(1, "receive"), FlagWord(2, "send")]
}
