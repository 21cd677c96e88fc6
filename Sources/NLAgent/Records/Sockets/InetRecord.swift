internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// Writes sockets of one family and protocol as JSON records.
struct InetRecord {
  /// Writes the members about the processes that hold a socket.
  typealias WriteOwners = (InetDiagMessage, inout JSONWriter) -> Void

  // `{"family":…,"protocol":…,"state":…` for each state: most of a record's text never changes.
  private let openings: [[UInt8]]
  private let family: InetFamily
  private let transport: InetTransport
  private let owners: WriteOwners?
  private let interfaceNames: InterfaceNames
  private var details: InetDetailsRecord?

  /// - Parameters:
  ///   - details: writes the optional details; nil for none.
  ///   - owners: writes the owners; nil if the client did not ask for them.
  ///   - namespace: the namespace of the sockets; nil is the agent's own, without members for it.
  ///   - failures: learns of names of links that cannot be looked up.
  ///   - areFreed: whether the sockets are freed; then CLOSE means that, not bound or unconnected.
  init(
    _ family: InetFamily, _ transport: InetTransport, _ details: InetDetailsRecord? = nil,
    owners: WriteOwners? = nil, in namespace: TargetNamespace? = nil, areFreed: Bool = false,
    failures: FailedLookups? = nil
  ) {
    interfaceNames = InterfaceNames(in: namespace, failures: failures)
    self.owners = owners
    self.family = family
    self.transport = transport
    self.details = details
    let names =
      (0..<16).map {
        areFreed && $0 == InetState.close ? "CLOSE" : InetState.name($0, transport)
      }
      + (0..<16).map { SCTPRecord.associationState(UInt8($0)) }
    openings = names.map { name in
      var json = JSONWriter(capacity: 256)
      json.beginObject()
      namespace?.writeMembers(to: &json)
      json.member("family", family.name)
      json.member("protocol", transport.name)
      json.member("state", name)
      return json.bytes.copied
    }
  }

  /// Writes one record.
  /// - Parameter payload: the message that `socket` was read from, with its attributes.
  mutating func write(
    _ socket: InetDiagMessage, _ payload: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    let isAssociation = transport == .sctp ? try SCTPRecord.isAssociation(payload) : false
    json.value(openings[Int(socket.state & 15) + (isAssociation ? 16 : 0)])
    writeEnds(socket, to: &json)
    if family == .v6 { try writeV6Only(socket, payload, to: &json) }
    if transport == .sctp { try SCTPRecord.writeAddresses(payload, to: &json) }
    if transport == .raw { try writeRawProtocol(payload, to: &json) }
    if socket.interface != 0 { writeInterface(socket.interface, to: &json) }
    if socket.state == InetState.listen {
      json.member("acceptQueue", socket.receiveQueue)
      if socket.cookie != 0 { json.member("backlog", socket.sendQueue) }
    } else {
      json.member("receiveQueue", socket.receiveQueue)
      // A UDP socket that is destroyed has no buffers any more: the kernel subtracts 1 from 0.
      if socket.sendQueue == .max {
        json.memberNull("sendQueue")
      } else {
        json.member("sendQueue", socket.sendQueue)
      }
    }
    if socket.timer != 0 { writeTimer(socket, to: &json) }
    if socket.retransmits != 0 { json.member("retransmits", socket.retransmits) }
    if socket.isOwnerUnknown { json.memberNull("uid") } else { json.member("uid", socket.uid) }
    if socket.inode == 0 { json.memberNull("inode") } else { json.member("inode", socket.inode) }
    // Cookies start at 1. Rows from /proc have none.
    if socket.cookie != 0 {
      json.key("cookie")
      json.hexString(socket.cookie)
    }
    try details?.write(payload, to: &json)
    owners?(socket, &json)
    json.endObject()
  }

  /// The name of a socket's state.
  static func stateName(
    _ socket: InetDiagMessage, _ payload: RawSpan, _ transport: InetTransport
  ) throws(NetlinkError) -> String {
    if transport == .sctp, try SCTPRecord.isAssociation(payload) {
      return SCTPRecord.associationState(socket.state)
    }
    return InetState.name(socket.state, transport)
  }

  private func writeEnds(_ socket: InetDiagMessage, to json: inout JSONWriter) {
    switch family {
    case .v4:
      json.key("localAddress")
      json.v4Address(socket.source.v4)
      json.member("localPort", socket.sourcePort)
      json.key("remoteAddress")
      json.v4Address(socket.destination.v4)
      json.member("remotePort", socket.destinationPort)
    case .v6:
      json.key("localAddress")
      json.v6Address(socket.source)
      json.member("localPort", socket.sourcePort)
      json.key("remoteAddress")
      json.v6Address(socket.destination)
      json.member("remotePort", socket.destinationPort)
      if socket.source.isV4Mapped || socket.destination.isV4Mapped {
        json.member("v4Mapped", true)
      }
    }
  }

  /// Writes IPV6_V6ONLY, which the kernel sends only for listening and unconnected sockets.
  private func writeV6Only(
    _ socket: InetDiagMessage, _ payload: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    guard socket.state == InetState.listen || socket.state == InetState.close else { return }
    var attributes = AttributeCursor(payload, from: InetDiagMessage.size)
    while let attribute = try attributes.next() {
      guard attribute.type == InetDiagAttribute.v6Only, attribute.count >= 1 else { continue }
      json.member("v6Only", payload.load(UInt8.self, at: attribute.start) != 0)
    }
  }

  private func writeRawProtocol(
    _ payload: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    var attributes = AttributeCursor(payload, from: InetDiagMessage.size)
    while let attribute = try attributes.next() {
      guard attribute.type == InetDiagAttribute.protocol else { continue }
      json.member("rawProtocol", ifPresent: payload.load(UInt8.self, at: attribute.start))
    }
  }

  private func writeInterface(_ index: UInt32, to json: inout JSONWriter) {
    json.member("interfaceIndex", index)
    interfaceNames.write("interface", index, to: &json)
  }

  private func writeTimer(_ socket: InetDiagMessage, to json: inout JSONWriter) {
    switch socket.timer {
    case 1: json.member("timer", token: "retransmit")
    case 2: json.member("timer", token: "keepalive")
    case 3: json.member("timer", token: "timeWait")
    case 4: json.member("timer", token: "probe")
    default: return
    }
    json.member("timerMilliseconds", socket.expires)
  }
}
