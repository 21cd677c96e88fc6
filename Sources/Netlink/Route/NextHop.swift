/// `struct rtnexthop` of `linux/rtnetlink.h`, 8 bytes: one next hop of a multipath route. Its
/// attributes, of RouteAttribute, follow up to `rtnh_len`.
public struct NextHop: Equatable, Sendable {
  public static let size = 8

  public let flags: UInt8  // rtnh_flags, RTNH_F_
  public let hops: UInt8  // rtnh_hops, the weight minus one
  public let index: UInt32  // rtnh_ifindex
  /// The place of its attributes in the bytes that the cursor walks.
  public let attributes: Range<Int>
}

/// Walks the payload of RTA_MULTIPATH.
public struct NextHopCursor: ~Escapable {
  private let bytes: RawSpan
  private var offset = 0

  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) {
    self.bytes = bytes
  }

  /// The next hop of the route that follows in the list, or nil after the last one.
  /// - Throws: `.malformed`; do not call `next` again after that.
  public mutating func next() throws(NetlinkError) -> NextHop? {
    guard offset < bytes.byteCount else { return nil }
    guard let length = bytes.load(UInt16.self, at: offset),
      let flags = bytes.load(UInt8.self, at: offset + 2),
      let hops = bytes.load(UInt8.self, at: offset + 3),
      let index = bytes.load(UInt32.self, at: offset + 4)
    else { throw .malformed("rtnexthop cut short", offset: offset) }
    guard length >= NextHop.size, Int(length) <= bytes.byteCount - offset else {
      throw .malformed("rtnh_len \(length) does not fit RTA_MULTIPATH", offset: offset)
    }
    let start = offset
    offset += aligned(Int(length))
    return NextHop(
      flags: flags, hops: hops, index: index,
      attributes: start + NextHop.size..<start + Int(length))
  }

  /// The attributes of a next hop of this walk.
  @_lifetime(copy self)
  public func payload(_ nextHop: NextHop) -> RawSpan { bytes.extracting(nextHop.attributes) }
}
