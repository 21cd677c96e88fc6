internal import Netlink
internal import Privileged
internal import Protocol

/// Writes Unix sockets as JSON records, and names the numbers of unix_diag.
enum UnixRecord {
  static let listen: UInt8 = 10  // TCP_LISTEN
  private static let states: [(name: StaticString, number: UInt8)] = [
    ("ESTABLISHED", 1), ("SYN_SENT", 2), ("UNCONNECTED", 7), ("LISTEN", 10),
  ]
  private static let types: [(name: StaticString, number: UInt8)] = [
    ("stream", 1), ("dgram", 2), ("seqpacket", 5),
  ]

  /// The kernel's mask of the named states; all bits for nil.
  static func stateMask(_ wanted: [String]?) -> UInt32 {
    guard let wanted else { return .max }
    return states.reduce(0) { mask, state in
      wanted.contains("\(state.name)") ? mask | 1 << UInt32(state.number) : mask
    }
  }

  /// The numbers of the named socket types; nil for nil.
  static func typeNumbers(_ wanted: [String]?) -> [UInt8]? {
    guard let wanted else { return nil }
    return types.filter { wanted.contains("\($0.name)") }.map(\.number)
  }

  /// Writes one record.
  /// - Parameters:
  ///   - owners: the owners; nil if the client did not ask for them.
  ///   - namespace: the namespace of the socket; nil is the agent's own, without members for it.
  static func write(
    _ socket: borrowing UnixDiagMessage, _ owners: OwnerText? = nil,
    in namespace: TargetNamespace? = nil, to json: inout JSONWriter
  ) {
    json.beginObject()
    namespace?.writeMembers(to: &json)
    word(socket.type, in: types, named: "type", to: &json)
    word(socket.state, in: states, named: "state", to: &json)
    orNull(socket.inode, named: "inode", to: &json)
    if let peer = socket.peer { orNull(peer, named: "peerInode", to: &json) }
    writeName(socket, to: &json)
    if let device = socket.fileDevice {
      json.key("device")
      json.beginString()
      json.decimal(device >> 20)
      json.text(UInt8(ascii: ":"))
      json.decimal(device & 0xfffff)
      json.endString()
    }
    if let inode = socket.fileInode { json.member("fileInode", inode) }
    if let receive = socket.receiveQueue, let send = socket.sendQueue {
      if socket.state == listen {
        json.member("pendingConnections", receive)
        json.member("backlog", send)
      } else {
        json.member("receiveQueue", receive)
        json.member("sendQueue", send)
      }
    }
    if let uid = socket.uid { json.member("uid", uid) }
    if let memory = socket.memory { json.member("memory", .socketMemory, of: memory) }
    if let shutdown = socket.shutdown, shutdown != 0 { writeShutdown(shutdown, to: &json) }
    // Cookies start at 1. Rows from /proc have none.
    if socket.cookie != 0 {
      json.key("cookie")
      json.hexString(socket.cookie)
    }
    if let owners { owners.write(socket.inode, OwnerUnknown.reason(socket), to: &json) }
    json.endObject()
  }

  private static func writeName(_ socket: borrowing UnixDiagMessage, to json: inout JSONWriter) {
    guard let name = socket.name, name.byteCount > 0 else { return }
    if name.load(UInt8.self, at: 0) == 0 {
      json.member("abstractName", bytes: name.extracting(1..<name.byteCount))
    } else {
      // The kernel ends a path with one NUL; before that there may be any bytes.
      let last = name.byteCount - 1
      let end = name.load(UInt8.self, at: last) == 0 ? last : name.byteCount
      json.member("path", bytes: name.extracting(0..<end))
    }
  }

  private static func writeShutdown(_ bits: UInt8, to json: inout JSONWriter) {
    json.key("shutdown")
    json.beginArray()
    if bits & 1 != 0 { json.token("receive") }
    if bits & 2 != 0 { json.token("send") }
    json.endArray()
  }

  private static func orNull(
    _ inode: UInt32, named name: StaticString, to json: inout JSONWriter
  ) {
    if inode == 0 { json.memberNull(name) } else { json.member(name, inode) }
  }

  private static func word(
    _ number: UInt8, in names: [(name: StaticString, number: UInt8)], named name: StaticString,
    to json: inout JSONWriter
  ) {
    for entry in names where entry.number == number {
      json.member(name, token: entry.name)
      return
    }
    json.member(name, "UNKNOWN_\(number)")
  }
}
