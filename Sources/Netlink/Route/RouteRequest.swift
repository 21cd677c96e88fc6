/// What the kernel shall decide in a dump of routes; 0 or nil is anything.
public struct RouteFilter: Equatable, Sendable {
  public var table: UInt32?
  public var outputInterface: UInt32?
  public var origin: UInt8 = 0  // rtm_protocol
  public var type: UInt8 = 0  // rtm_type

  public init() {}
}

/// What the kernel's decision on a packet is asked for with. Addresses are in network byte
/// order, 4 or 16 bytes as the family has them.
public struct RouteQuestion: Equatable, Sendable {
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
  /// A dump of the routes of one family (`struct rtmsg`, RTM_GETROUTE), cached ones left out.
  ///
  /// A family that the kernel does not have is answered with the routes of all others.
  public static func routeDump(family: UInt8, _ filter: RouteFilter = RouteFilter()) -> Request {
    var request = Request(type: RouteMessageType.getRoute, flags: MessageFlag.dump)
    request.append(family)  // rtm_family
    request.append(UInt8(0))  // rtm_dst_len
    request.append(UInt8(0))  // rtm_src_len
    request.append(UInt8(0))  // rtm_tos
    request.append(UInt8(0))  // rtm_table, RTA_TABLE has room for all
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

  /// Where the kernel would send a packet (`struct rtmsg`, RTM_GETROUTE without NLM_F_DUMP).
  public static func routeLookup(_ question: RouteQuestion) -> Request {
    var request = Request(type: RouteMessageType.getRoute, flags: MessageFlag.ack)
    request.append(question.family)  // rtm_family
    request.append(UInt8(question.to.count * 8))  // rtm_dst_len
    request.append(UInt8((question.from?.count ?? 0) * 8))  // rtm_src_len
    request.append(question.tos)  // rtm_tos
    request.append(UInt8(0))  // rtm_table
    request.append(UInt8(0))  // rtm_protocol
    request.append(UInt8(0))  // rtm_scope
    request.append(UInt8(0))  // rtm_type
    // RTM_F_LOOKUP_TABLE: tell the route's own table. IPv6 does so anyway and refuses the flag.
    request.append(UInt32(question.family == 2 ? 0x1000 : 0))  // rtm_flags
    request.appendAttribute(RouteAttribute.destination, question.to)
    if let from = question.from { request.appendAttribute(RouteAttribute.source, from) }
    if let index = question.inputInterface {
      request.appendAttribute(RouteAttribute.inputInterface, index)
    }
    if let index = question.outputInterface {
      request.appendAttribute(RouteAttribute.outputInterface, index)
    }
    if let mark = question.mark { request.appendAttribute(RouteAttribute.mark, mark) }
    if let uid = question.uid { request.appendAttribute(RouteAttribute.uid, uid) }
    if let number = question.ipProtocol {
      request.appendAttribute(RouteAttribute.ipProtocol, [number])
    }
    if let port = question.sourcePort {
      request.appendAttribute(RouteAttribute.sourcePort, port.networkBytes)
    }
    if let port = question.destinationPort {
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
