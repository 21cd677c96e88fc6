internal import Netlink
internal import Protocol
internal import Vocabulary

/// Writes what only SCTP sockets have: states of their own, and several addresses.
enum SCTPRecord {
  /// Whether a message describes an association. Messages about sockets contain no peers.
  static func isAssociation(_ message: RawSpan) throws(NetlinkError) -> Bool {
    var attributes = AttributeCursor(message, from: InetDiagMessage.size)
    while let attribute = try attributes.next() {
      if attribute.type == InetDiagAttribute.peers { return true }
    }
    return false
  }

  static func associationState(_ state: UInt8) -> String {
    let names = InetState.associations
    return Int(state) < names.count ? names[Int(state)] : "UNKNOWN_\(state)"
  }

  static func writeAddresses(
    _ message: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    var attributes = AttributeCursor(message, from: InetDiagMessage.size)
    while let attribute = try attributes.next() {
      switch attribute.type {
      case InetDiagAttribute.locals: json.key("localAddresses")
      case InetDiagAttribute.peers: json.key("remoteAddresses")
      default: continue
      }
      json.beginArray()
      // Each is a struct sockaddr_storage of 128 bytes.
      var offset = attribute.start
      while offset + 128 <= attribute.start + attribute.count {
        write(message.extracting(offset..<offset + 128), to: &json)
        offset += 128
      }
      json.endArray()
    }
  }

  private static func write(_ address: RawSpan, to json: inout JSONWriter) {
    switch address.load(UInt16.self, at: 0).flatMap({ UInt8(exactly: $0) }) {
    case InetFamily.v4.number?:
      if let v4 = address.loadBigEndian(UInt32.self, at: 4) { json.v4Address(v4) }
    case InetFamily.v6.number?:
      if let v6 = InetAddress(address, at: 8) { json.v6Address(v6) }
    default: break
    }
  }
}
