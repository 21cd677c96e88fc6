/// `struct ifaddrmsg` of `linux/if_addr.h`, 8 bytes; attributes follow.
public struct AddressMessage: Equatable, Sendable {
  public static let size = 8

  public var family: UInt8  // ifa_family: AF_INET, AF_INET6, or a family other than IP
  public var prefixLength: UInt8  // ifa_prefixlen
  public var flags: UInt8  // ifa_flags, the low 8 bits of IFA_FLAGS
  public var scope: UInt8  // ifa_scope, RT_SCOPE_ of `linux/rtnetlink.h`
  public var index: UInt32  // ifa_index

  /// Reads the fixed part, whose fields are in host byte order; nil if the bytes end before it
  /// does.
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= AddressMessage.size,
      let family = bytes.load(UInt8.self, at: 0),
      let prefixLength = bytes.load(UInt8.self, at: 1),
      let flags = bytes.load(UInt8.self, at: 2),
      let scope = bytes.load(UInt8.self, at: 3),
      let index = bytes.load(UInt32.self, at: 4)
    else { return nil }
    self.family = family
    self.prefixLength = prefixLength
    self.flags = flags
    self.scope = scope
    self.index = index
  }
}

/// Attributes of an address that the agent reads: IFA_ of `linux/if_addr.h`. Addresses are 4 or 16
/// bytes in network byte order.
public enum AddressAttribute {
  public static let address: UInt16 = 1  // IFA_ADDRESS, the address of the peer if it has one
  public static let local: UInt16 = 2  // IFA_LOCAL, absent on IPv6 without a peer
  public static let label: UInt16 = 3  // IFA_LABEL, a string of any bytes, IPv4 only
  public static let broadcast: UInt16 = 4  // IFA_BROADCAST
  public static let anycast: UInt16 = 5  // IFA_ANYCAST
  public static let cacheInfo: UInt16 = 6  // IFA_CACHEINFO, AddressCacheInfo
  public static let flags: UInt16 = 8  // IFA_FLAGS, u32 in host byte order
  public static let metric: UInt16 = 9  // IFA_RT_PRIORITY, u32 in host byte order
  public static let origin: UInt16 = 11  // IFA_PROTO, u8, Linux 5.18
}

extension Request {
  /// A dump of the addresses of the socket's network namespace (RTM_GETADDR).
  /// - Parameters:
  ///   - family: AF_UNSPEC requests those of all families.
  ///   - interface: requests only those of this link; 0 requests those of all links.
  public static func addressDump(family: UInt8 = 0, interface: UInt32 = 0) -> Request {
    var request = Request(type: RouteMessageType.getAddress, flags: MessageFlag.dump)
    request.append(family)  // ifa_family
    request.append(UInt8(0))  // ifa_prefixlen
    request.append(UInt8(0))  // ifa_flags
    request.append(UInt8(0))  // ifa_scope
    request.append(interface)  // ifa_index
    return request
  }
}
