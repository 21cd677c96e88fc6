internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// The parameters of `inetSocket`.
struct InetSocketQuery {
  let transport: InetTransport
  /// The family of the addresses; nil if only a cookie is given.
  let family: InetFamily?
  let id: InetSocketID
  let cookie: UInt64?
  /// The namespace of the socket; nil is the agent's own.
  let namespace: TargetNamespace?
  private let hasPeer: Bool

  /// - Throws: `invalidParams` if the parameters do not identify one socket.
  init(_ parameters: Parameters, in namespace: TargetNamespace? = nil) throws(RPCError) {
    self.namespace = namespace
    transport = parameters.string("protocol") == "udp" ? .udp : .tcp
    cookie = try InetSocketQuery.cookie(parameters.string("cookie"))
    let localPort = try InetSocketQuery.port(parameters, "localPort")
    let remotePort = try InetSocketQuery.port(parameters, "remotePort")
    let local = try InetSocketQuery.address(parameters, "localAddress")
    let remote = try InetSocketQuery.address(parameters, "remoteAddress")
    guard (local == nil) == (localPort == nil), (remote == nil) == (remotePort == nil),
      local != nil || (remote == nil && cookie != nil)
    else {
      throw RPCError(
        .invalidParams, "inetSocket needs localAddress and localPort, or a cookie",
        hint: "Each address needs its port; the remote ones need the local ones.")
    }
    if let local, let remote, local.family != remote.family {
      throw RPCError(.invalidParams, "localAddress and remoteAddress are of different families")
    }
    family = local?.family
    hasPeer = remote != nil
    var interface: UInt32 = 0
    if let name = parameters.string("interface") {
      guard let index = try explained(try LinkIndex.find(name, in: namespace)) else {
        throw RPCError(.notFound, "there is no device \"\(name.prefix(128))\"", errno: "ENODEV")
      }
      interface = index
    }
    let none = InetAddress(high: 0, low: local?.address.isV4Mapped == true ? 0xffff_0000_0000 : 0)
    id = InetSocketID(
      local: local?.address ?? none, localPort: localPort ?? 0,
      remote: remote?.address ?? none, remotePort: remotePort ?? 0, interface: interface,
      cookie: cookie)
  }

  /// Whether a socket is the one requested. The kernel may answer with another, for instance a
  /// listener.
  func matches(_ socket: InetDiagMessage) -> Bool {
    if let cookie, cookie != socket.cookie { return false }
    guard let family, let own = InetFamily(rawValue: socket.family) else { return cookie != nil }
    return socket.sourcePort == id.localPort
      && socket.destinationPort == id.remotePort
      && InetSocketQuery.common(socket.source, own) == InetSocketQuery.common(id.local, family)
      && InetSocketQuery.common(socket.destination, own)
        == InetSocketQuery.common(id.remote, family)
      && (id.interface == 0 || id.interface == socket.interface)
  }

  /// Converts addresses to one form: an IPv4 address equals its IPv4-mapped form, and all
  /// unspecified addresses are equal.
  private static func common(_ address: InetAddress, _ family: InetFamily) -> InetAddress {
    let isV4 = family == .v4
    guard isV4 || address.isV4Mapped else { return address }
    let v4 = isV4 ? address.v4 : UInt32(truncatingIfNeeded: address.low)
    return InetAddress(high: 0, low: v4 == 0 ? 0 : 0xffff_0000_0000 | UInt64(v4))
  }

  private static func address(
    _ parameters: Parameters, _ name: String
  ) throws(RPCError) -> (family: InetFamily, address: InetAddress)? {
    guard let text = parameters.string(name) else { return nil }
    if let v4 = InetAddressParser.v4(text[...]) {
      return (.v4, InetAddress(high: UInt64(v4) << 32, low: 0))
    }
    guard text.contains(":"), let v6 = InetAddressParser.v6(text[...]) else {
      throw RPCError(
        .invalidParams, "parameter \"\(name)\" is not an IPv4 or IPv6 address",
        hint: "For instance 127.0.0.1 or ::1, without a port.")
    }
    return (.v6, v6)
  }

  private static func port(_ parameters: Parameters, _ name: String) throws(RPCError) -> UInt16? {
    guard let number = parameters.uint64(name) else { return nil }
    guard let port = UInt16(exactly: number) else {
      throw RPCError(.invalidParams, "parameter \"\(name)\" must be from 0 to 65535")
    }
    return port
  }

  private static func cookie(_ text: String?) throws(RPCError) -> UInt64? {
    guard let text else { return nil }
    let isHex = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"):
        true
      default: false
      }
    }
    // For the kernel all ones mean "any cookie".
    guard isHex, let cookie = UInt64(text, radix: 16), cookie != .max else {
      throw RPCError(.invalidParams, "parameter \"cookie\" must be up to 16 hex digits")
    }
    return cookie
  }
}
