/// `struct ifinfomsg` of `linux/rtnetlink.h`, 16 bytes; attributes follow.
public struct LinkMessage: Equatable, Sendable {
  public static let size = 16

  public var family: UInt8  // ifi_family: AF_UNSPEC, or AF_BRIDGE with bridge port attributes
  public var type: UInt16  // ifi_type, an ARPHRD_ number of `linux/if_arp.h`
  public var index: UInt32  // ifi_index
  public var flags: UInt32  // ifi_flags, IFF_ bits of `linux/if.h`
  public var change: UInt32  // ifi_change

  /// Reads the fixed part, whose fields are in host byte order; nil if the bytes end before it
  /// does.
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= LinkMessage.size,
      let family = bytes.load(UInt8.self, at: 0),
      let type = bytes.load(UInt16.self, at: 2),
      let index = bytes.load(UInt32.self, at: 4),
      let flags = bytes.load(UInt32.self, at: 8),
      let change = bytes.load(UInt32.self, at: 12)
    else { return nil }
    self.family = family
    self.type = type
    self.index = index
    self.flags = flags
    self.change = change
  }
}
