/// The filter of a dump of routes. The kernel applies it; 0 or nil matches every route.
public struct RouteFilter: Equatable, Sendable {
  public var table: UInt32?
  public var outputInterface: UInt32?
  public var origin: UInt8 = 0  // rtm_protocol
  public var type: UInt8 = 0  // rtm_type

  public init() {}
}

/// The packet for which the kernel looks up a route. Addresses are in network byte order, 4 or 16
/// bytes depending on the family.
public struct RouteLookup: Equatable, Sendable {
  public var family: UInt8
  public var to: [UInt8]
  public var from: [UInt8]?
  public var tos: UInt8 = 0
  public var inputInterface: UInt32?
  public var outputInterface: UInt32?
  public var mark: UInt32?
  public var uid: UInt32?
  public var ipProtocol: UInt8?
  public var sourcePort: UInt16?
  public var destinationPort: UInt16?

  public init(family: UInt8, to: [UInt8]) {
    self.family = family
    self.to = to
  }
}

extension Request {
  /// A dump of the routes of one family (`struct rtmsg`, RTM_GETROUTE), without cached ones.
  ///
  /// If the kernel does not support the family, it answers with the routes of all other families.
  public static func routeDump(family: UInt8, _ filter: RouteFilter = RouteFilter()) -> Request {
    var request = Request(type: RouteMessageType.getRoute, flags: MessageFlag.dump)
    request.append(family)  // rtm_family
    request.append(UInt8(0))  // rtm_dst_len
    request.append(UInt8(0))  // rtm_src_len
    request.append(UInt8(0))  // rtm_tos
    request.append(UInt8(0))  // rtm_table; RTA_TABLE holds any number
    request.append(filter.origin)  // rtm_protocol
    request.append(UInt8(0))  // rtm_scope
    request.append(filter.type)  // rtm_type
    request.append(UInt32(0))  // rtm_flags
    if let table = filter.table { request.appendAttribute(RouteAttribute.table, table) }
    if let index = filter.outputInterface {
      request.appendAttribute(RouteAttribute.outputInterface, index)
    }
    return request
  }

  /// Requests the route by which the kernel would send a packet (`struct rtmsg`, RTM_GETROUTE
  /// without NLM_F_DUMP).
  public static func routeLookup(_ lookup: RouteLookup) -> Request {
    var request = Request(type: RouteMessageType.getRoute, flags: MessageFlag.ack)
    request.append(lookup.family)  // rtm_family
    request.append(UInt8(lookup.to.count * 8))  // rtm_dst_len
    request.append(UInt8((lookup.from?.count ?? 0) * 8))  // rtm_src_len
    request.append(lookup.tos)  // rtm_tos
    request.append(UInt8(0))  // rtm_table
    request.append(UInt8(0))  // rtm_protocol
    request.append(UInt8(0))  // rtm_scope
    request.append(UInt8(0))  // rtm_type
    // RTM_F_LOOKUP_TABLE: the answer contains the route's own table. IPv6 always does so, and
    // refuses the flag.
    request.append(UInt32(lookup.family == 2 ? 0x1000 : 0))  // rtm_flags
    request.appendAttribute(RouteAttribute.destination, lookup.to)
    if let from = lookup.from { request.appendAttribute(RouteAttribute.source, from) }
    if let index = lookup.inputInterface {
      request.appendAttribute(RouteAttribute.inputInterface, index)
    }
    if let index = lookup.outputInterface {
      request.appendAttribute(RouteAttribute.outputInterface, index)
    }
    if let mark = lookup.mark { request.appendAttribute(RouteAttribute.mark, mark) }
    if let uid = lookup.uid { request.appendAttribute(RouteAttribute.uid, uid) }
    if let number = lookup.ipProtocol {
      request.appendAttribute(RouteAttribute.ipProtocol, [number])
    }
    if let port = lookup.sourcePort {
      request.appendAttribute(RouteAttribute.sourcePort, port.networkBytes)
    }
    if let port = lookup.destinationPort {
      request.appendAttribute(RouteAttribute.destinationPort, port.networkBytes)
    }
    return request
  }
}

extension UInt16 {
  fileprivate var networkBytes: [UInt8] {
    [UInt8(truncatingIfNeeded: self >> 8), UInt8(truncatingIfNeeded: self)]
  }
}
