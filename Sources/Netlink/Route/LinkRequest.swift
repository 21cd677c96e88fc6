extension Request {
  /// A dump of all links of the socket's network namespace (`struct ifinfomsg`, RTM_GETLINK).
  ///
  /// Without a mask that is not zero the kernel sizes its datagrams for ordinary links, and
  /// ends the dump early and silently at a link with hundreds of alternative names.
  public static func linkDump() -> Request {
    var request = Request(type: RouteMessageType.getLink, flags: MessageFlag.dump)
    request.append(UInt8(0))  // ifi_family = AF_UNSPEC
    request.append(UInt8(0))  // pad
    request.append(UInt16(0))  // ifi_type
    request.append(UInt32(0))  // ifi_index
    request.append(UInt32(0))  // ifi_flags
    request.append(UInt32(0))  // ifi_change
    request.appendAttribute(LinkAttribute.extendedMask, LinkAttribute.filterMRP)
    return request
  }
}

extension LinkAttribute {
  /// RTEXT_FILTER_MRP: adds nothing to a dump of AF_UNSPEC, where RTEXT_FILTER_VF could add
  /// more than an attribute holds, and RTEXT_FILTER_SKIP_STATS would take the counters away.
  static let filterMRP: UInt32 = 1 << 4
}
