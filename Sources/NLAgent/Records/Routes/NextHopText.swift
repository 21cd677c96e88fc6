internal import Netlink
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// Writes the legs of routes as objects.
struct NextHopText {
  private let names: InterfaceNames

  /// What is told of a leg beside its attributes.
  private struct Leg {
    let index: UInt32
    let weight: UInt32
    let flags: UInt32
  }

  init(_ names: InterfaceNames) {
    self.names = names
  }

  /// Writes the legs of RTA_MULTIPATH.
  func write(
    _ payload: RawSpan, _ family: RouteFamily, to json: inout JSONWriter
  ) throws(NetlinkError) {
    var cursor = NextHopCursor(payload)
    while let leg = try cursor.next() {
      let attributes = try AttributeTable(cursor.payload(leg))
      let leg = Leg(index: leg.index, weight: UInt32(leg.hops) + 1, flags: UInt32(leg.flags))
      write(leg, attributes, family, to: &json)
    }
  }

  /// Writes the one leg of a route whose attributes are its own; nothing where it has none.
  func write(
    _ route: RouteMessage, _ attributes: borrowing AttributeTable, _ family: RouteFamily,
    to json: inout JSONWriter
  ) {
    let index: UInt32? = attributes.integer(RouteAttribute.outputInterface)
    guard
      index != nil || attributes[RouteAttribute.gateway] != nil
        || attributes[RouteAttribute.via] != nil
    else { return }
    let leg = Leg(index: index ?? 0, weight: 1, flags: route.flags & 0xff)
    write(leg, attributes, family, to: &json)
  }

  private func write(
    _ leg: Leg, _ attributes: borrowing AttributeTable, _ family: RouteFamily,
    to json: inout JSONWriter
  ) {
    json.beginObject()
    NextHopText.writeGateway(attributes, family, to: &json)
    if leg.index != 0 {
      json.member("interfaceIndex", leg.index)
      names.write("interface", leg.index, to: &json)
    }
    json.member("weight", leg.weight)
    json.member("flags", leg.flags, words: RouteWords.nextHopFlags)
    if let flow = attributes.integer(RouteAttribute.flow, as: UInt32.self) {
      json.member("flowFrom", flow >> 16)
      json.member("flowTo", flow & 0xffff)
    }
    if let labels = attributes[RouteAttribute.newDestination] {
      json.key("newDestination")
      json.routeAddress(labels, .mpls)
    }
    if let type = attributes.integer(RouteAttribute.encapType, as: UInt16.self) {
      json.member("encap", RouteWords.encap(type))
      json.member("encapNumber", type)
      if let payload = attributes[RouteAttribute.encap] {
        json.key("encapHex")
        json.hexString(payload)
      }
    }
    json.endObject()
  }

  private static func writeGateway(
    _ attributes: borrowing AttributeTable, _ family: RouteFamily, to json: inout JSONWriter
  ) {
    if let gateway = attributes[RouteAttribute.gateway] {
      json.key("gateway")
      json.routeAddress(gateway, family)
    } else if let via = attributes[RouteAttribute.via], let number = via.load(UInt16.self, at: 0) {
      let other = UInt8(exactly: number).flatMap { RouteFamily(rawValue: $0) }
      json.key("gateway")
      json.routeAddress(via.extracting(2..<via.byteCount), other)
      json.member("gatewayFamily", other?.name ?? String(number))
    }
  }
}

extension JSONWriter {
  /// Writes an address of a route, a rule or a neighbour as a string: IPv4, IPv6 or a stack of
  /// MPLS labels, and in hex what is none of them.
  mutating func routeAddress(_ bytes: RawSpan, _ family: RouteFamily?) {
    switch family {
    case .v4?:
      if bytes.byteCount == 4, let address = bytes.loadBigEndian(UInt32.self, at: 0) {
        return v4Address(address)
      }
    case .v6?:
      if bytes.byteCount == 16, let address = InetAddress(bytes, at: 0) {
        return v6Address(address)
      }
    case .mpls?:
      if bytes.byteCount >= 4, bytes.byteCount % 4 == 0 { return labels(bytes) }
    case nil: break
    }
    hexString(bytes)
  }

  /// Writes labels as `16/17`, the outermost first: the upper 20 bits of each word (RFC 3032).
  private mutating func labels(_ stack: RawSpan) {
    beginString()
    var offset = 0
    while let entry = stack.loadBigEndian(UInt32.self, at: offset) {
      if offset > 0 { text(UInt8(ascii: "/")) }
      decimal(entry >> 12)
      offset += 4
    }
    endString()
  }
}
