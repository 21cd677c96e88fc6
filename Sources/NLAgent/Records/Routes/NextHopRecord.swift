internal import Netlink
internal import Protocol
internal import Vocabulary

/// Writes the next hops of routes as JSON objects.
struct NextHopRecord {
  private let names: InterfaceNames

  /// The part of a next hop that is not in its attributes.
  private struct Header {
    let index: UInt32
    let weight: UInt32
    let flags: UInt32
  }

  /// - Parameter names: names of links by index.
  init(_ names: InterfaceNames) {
    self.names = names
  }

  /// Writes the next hops of RTA_MULTIPATH.
  func write(
    _ payload: RawSpan, _ family: RouteFamily, to json: inout JSONWriter
  ) throws(NetlinkError) {
    var cursor = NextHopCursor(payload)
    while let nextHop = try cursor.next() {
      let attributes = try AttributeTable(cursor.payload(nextHop))
      let header = Header(
        index: nextHop.index, weight: UInt32(nextHop.hops) + 1, flags: UInt32(nextHop.flags))
      write(header, attributes, family, to: &json)
    }
  }

  /// Writes the next hop of a route that has it in its own attributes, or nothing if it has none.
  func write(
    _ route: RouteMessage, _ attributes: borrowing AttributeTable, _ family: RouteFamily,
    to json: inout JSONWriter
  ) {
    let index: UInt32? = attributes.integer(RouteAttribute.outputInterface)
    guard
      index != nil || attributes[RouteAttribute.gateway] != nil
        || attributes[RouteAttribute.via] != nil
    else { return }
    let header = Header(index: index ?? 0, weight: 1, flags: route.flags & 0xff)
    write(header, attributes, family, to: &json)
  }

  private func write(
    _ header: Header, _ attributes: borrowing AttributeTable, _ family: RouteFamily,
    to json: inout JSONWriter
  ) {
    json.beginObject()
    NextHopRecord.writeGateway(attributes, family, to: &json)
    if header.index != 0 {
      json.member("interfaceIndex", header.index)
      names.write("interface", header.index, to: &json)
    }
    json.member("weight", header.weight)
    json.member("flags", header.flags, words: RouteWords.nextHopFlags)
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
      // struct rtvia: a family, which may differ from that of the route, and an address.
      let other = UInt8(exactly: number).flatMap { RouteFamily(rawValue: $0) }
      json.key("gateway")
      json.routeAddress(via.extracting(2..<via.byteCount), other)
      json.member("gatewayFamily", other?.name ?? String(number))
    }
  }
}
