/// The filter of a dump of links, as far as the kernel can apply it.
public struct LinkFilter: Equatable, Sendable {
  /// IFLA_INFO_KIND. The kernel ignores a kind that it does not know, and dumps all links.
  public var kind: [UInt8]?
  /// IFLA_MASTER: the index of the link whose ports are requested.
  public var master: UInt32?
  /// Whether the answer contains virtual functions.
  public var hasFunctions = false
  /// Whether the answer contains counters.
  public var hasCounters = true

  public init() {}
}

extension Request {
  /// A dump of the links of the socket's network namespace (`struct ifinfomsg`, RTM_GETLINK).
  ///
  /// If IFLA_EXT_MASK is 0, the kernel sizes its datagrams for ordinary links, and silently ends
  /// the dump early at a link with hundreds of alternative names. So the mask is never 0 here.
  public static func linkDump(_ filter: LinkFilter = LinkFilter()) -> Request {
    var request = Request(type: RouteMessageType.getLink, flags: MessageFlag.dump)
    request.appendLinkMessage(index: 0, filter)
    if let master = filter.master { request.appendAttribute(LinkAttribute.master, master) }
    if let kind = filter.kind {
      var inner = Request(type: 0, flags: 0)
      let start = inner.bytes.count
      inner.appendAttribute(LinkInfoAttribute.kind, kind)
      request.appendAttribute(LinkAttribute.info, Array(inner.bytes[start...]))
    }
    return request
  }

  /// Requests one link by its index.
  public static func link(index: UInt32, _ filter: LinkFilter = LinkFilter()) -> Request {
    var request = Request(type: RouteMessageType.getLink, flags: MessageFlag.ack)
    request.appendLinkMessage(index: index, filter)
    return request
  }

  /// Requests one link by its name or an alternative name.
  /// - Parameter name: at most 127 bytes (ALTIFNAMSIZ), none of them NUL.
  public static func link(name: [UInt8], _ filter: LinkFilter = LinkFilter()) -> Request {
    var request = Request(type: RouteMessageType.getLink, flags: MessageFlag.ack)
    request.appendLinkMessage(index: 0, filter)
    // IFLA_IFNAME holds IFNAMSIZ bytes including the NUL. Older kernels have no alternative names.
    let type = name.count < 16 ? LinkAttribute.name : LinkAttribute.alternativeName
    request.appendAttribute(type, name + [0])
    return request
  }

  private mutating func appendLinkMessage(index: UInt32, _ filter: LinkFilter) {
    append(UInt8(0))  // ifi_family = AF_UNSPEC
    append(UInt8(0))  // pad
    append(UInt16(0))  // ifi_type
    append(index)  // ifi_index
    append(UInt32(0))  // ifi_flags
    append(UInt32(0))  // ifi_change
    let functions = filter.hasFunctions ? LinkAttribute.filterFunctions : 0
    let counters = filter.hasCounters ? 0 : LinkAttribute.filterSkipStatistics
    appendAttribute(LinkAttribute.extendedMask, LinkAttribute.filterMRP | functions | counters)
  }
}

extension LinkAttribute {
  /// RTEXT_FILTER_VF requests the virtual functions. Those of a card with very many can be more
  /// than an attribute holds, so only callers that need them set it.
  static let filterFunctions: UInt32 = 1 << 0
  /// RTEXT_FILTER_SKIP_STATS removes the counters.
  static let filterSkipStatistics: UInt32 = 1 << 3
  /// RTEXT_FILTER_MRP makes the mask nonzero and changes nothing else in a dump of AF_UNSPEC.
  static let filterMRP: UInt32 = 1 << 4
}
