/// Which links a dump is about, as far as the kernel can tell.
public struct LinkFilter: Equatable, Sendable {
  /// IFLA_INFO_KIND. A kind that the kernel does not know is no filter to it: it dumps all.
  public var kind: [UInt8]?
  /// IFLA_MASTER: the index of the link that they belong to.
  public var master: UInt32?
  /// Whether virtual functions are told, too.
  public var hasFunctions = false

  public init() {}
}

extension Request {
  /// A dump of the links of the socket's network namespace (`struct ifinfomsg`, RTM_GETLINK).
  ///
  /// Without a mask that is not zero the kernel sizes its datagrams for ordinary links, and
  /// ends the dump early and silently at a link with hundreds of alternative names.
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

  /// Asks for one link by its index.
  public static func link(index: UInt32, _ filter: LinkFilter = LinkFilter()) -> Request {
    var request = Request(type: RouteMessageType.getLink, flags: MessageFlag.ack)
    request.appendLinkMessage(index: index, filter)
    return request
  }

  /// Asks for one link by its name or an alternative name.
  /// - Parameter name: 127 bytes at most (ALTIFNAMSIZ), none of them NUL.
  public static func link(name: [UInt8], _ filter: LinkFilter = LinkFilter()) -> Request {
    var request = Request(type: RouteMessageType.getLink, flags: MessageFlag.ack)
    request.appendLinkMessage(index: 0, filter)
    // IFNAMSIZ bytes, NUL included, are what kernels without alternative names take.
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
    appendAttribute(LinkAttribute.extendedMask, LinkAttribute.filterMRP | functions)
  }
}

extension LinkAttribute {
  /// RTEXT_FILTER_VF: what cards with very many functions tell then can be more than an attribute
  /// holds, so it is asked for only where somebody wants it.
  static let filterFunctions: UInt32 = 1 << 0
  /// RTEXT_FILTER_MRP: adds nothing to a dump of AF_UNSPEC, where RTEXT_FILTER_SKIP_STATS would
  /// take the counters away.
  static let filterMRP: UInt32 = 1 << 4
}
