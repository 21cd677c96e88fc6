/// `struct ndmsg` of `linux/neighbour.h`, 12 bytes; attributes follow.
public struct NeighborMessage: Equatable, Sendable {
  public static let size = 12

  public var family: UInt8  // ndm_family: AF_INET, AF_INET6, or a family other than IP
  public var index: UInt32  // ndm_ifindex, s32, never negative; 0 for a proxy on all links
  public var state: UInt16  // ndm_state, NUD_
  public var flags: UInt8  // ndm_flags, NTF_
  public var type: UInt8  // ndm_type, RTN_

  /// NTF_PROXY: the host answers requests for this address.
  public var isProxy: Bool { flags & 0x08 != 0 }

  /// Reads the fixed part, whose fields are in host byte order; nil if the bytes end before it
  /// does.
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= NeighborMessage.size,
      let family = bytes.load(UInt8.self, at: 0),
      let index = bytes.load(UInt32.self, at: 4),
      let state = bytes.load(UInt16.self, at: 8),
      let flags = bytes.load(UInt8.self, at: 10),
      let type = bytes.load(UInt8.self, at: 11)
    else { return nil }
    self.family = family
    self.index = index
    self.state = state
    self.flags = flags
    self.type = type
  }
}

/// Attributes of a neighbor that the agent reads or sends: NDA_ of `linux/neighbour.h`. Integers
/// are u32 in host byte order unless a comment states otherwise.
public enum NeighborAttribute {
  public static let destination: UInt16 = 1  // NDA_DST, 4 or 16 bytes in network byte order
  public static let linkAddress: UInt16 = 2  // NDA_LLADDR, as long as the link's own address
  public static let cacheInfo: UInt16 = 3  // NDA_CACHEINFO, NeighborCacheInfo
  public static let probes: UInt16 = 4  // NDA_PROBES
  public static let interface: UInt16 = 8  // NDA_IFINDEX, in requests
  public static let origin: UInt16 = 12  // NDA_PROTOCOL, u8, RTPROT_
  public static let extendedFlags: UInt16 = 15  // NDA_FLAGS_EXT, NTF_EXT_, Linux 5.16
}

/// `struct nda_cacheinfo` of `linux/neighbour.h`: four u32 in host byte order. A member is nil if
/// the received bytes end before it does.
public struct NeighborCacheInfo: Equatable, Sendable {
  public let confirmed: UInt32?  // ndm_confirmed, hundredths of a second ago
  public let used: UInt32?  // ndm_used, hundredths of a second ago
  public let updated: UInt32?  // ndm_updated, hundredths of a second ago
  public let references: UInt32?  // ndm_refcnt

  public init(_ payload: RawSpan) {
    confirmed = payload.load(UInt32.self, at: 0)
    used = payload.load(UInt32.self, at: 4)
    updated = payload.load(UInt32.self, at: 8)
    references = payload.load(UInt32.self, at: 12)
  }
}

extension Request {
  /// A dump of the neighbors of one family (`struct ndmsg`, RTM_GETNEIGH).
  /// - Parameters:
  ///   - proxies: requests the addresses that the host answers for, instead of the neighbors.
  ///   - interface: requests only those of this link; nil requests those of all links.
  public static func neighborDump(
    family: UInt8, proxies: Bool, interface: UInt32? = nil
  ) -> Request {
    var request = Request(type: RouteMessageType.getNeighbor, flags: MessageFlag.dump)
    request.append(family)  // ndm_family
    request.append(UInt8(0))  // ndm_pad1
    request.append(UInt16(0))  // ndm_pad2
    request.append(UInt32(0))  // ndm_ifindex
    request.append(UInt16(0))  // ndm_state
    request.append(UInt8(proxies ? 0x08 : 0))  // ndm_flags = NTF_PROXY
    request.append(UInt8(0))  // ndm_type
    if let interface { request.appendAttribute(NeighborAttribute.interface, interface) }
    return request
  }
}
