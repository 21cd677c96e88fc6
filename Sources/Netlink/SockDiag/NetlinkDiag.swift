extension Request {
  /// A dump of netlink sockets of all protocols: `struct netlink_diag_req` of
  /// `linux/netlink_diag.h`, 20 bytes.
  public static func netlinkDump() -> Request {
    var request = Request(type: SockDiag.byFamily, flags: MessageFlag.dump)
    request.append(UInt8(16))  // sdiag_family = AF_NETLINK
    request.append(UInt8.max)  // sdiag_protocol = NDIAG_PROTO_ALL
    request.append(UInt16(0))  // pad
    request.append(UInt32(0))  // ndiag_ino
    // NDIAG_SHOW_MEMINFO, _GROUPS and _FLAGS.
    request.append(UInt32(0x01 | 0x02 | 0x08))
    request.append(UInt64.max)  // ndiag_cookie
    return request
  }
}

/// `struct netlink_diag_msg` of `linux/netlink_diag.h`, 28 bytes, in host byte order.
public struct NetlinkDiagMessage: Equatable, Sendable {
  public static let size = 28

  public let type: UInt8  // ndiag_type: SOCK_DGRAM 2, SOCK_RAW 3
  public let `protocol`: UInt8  // ndiag_protocol: NETLINK_ROUTE 0, …
  public let state: UInt8  // ndiag_state: NETLINK_UNCONNECTED 0, NETLINK_CONNECTED 1
  public let portID: UInt32  // ndiag_portid; 0 for the kernel's own sockets
  public let peerPortID: UInt32  // ndiag_dst_portid
  public let peerGroup: UInt32  // ndiag_dst_group
  public let inode: UInt32  // ndiag_ino
  public let cookie: UInt64  // ndiag_cookie: two u32, the low one first

  /// Reads the fixed part; nil if the bytes end before it does.
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= NetlinkDiagMessage.size,
      let type = bytes.load(UInt8.self, at: 1),
      let `protocol` = bytes.load(UInt8.self, at: 2),
      let state = bytes.load(UInt8.self, at: 3),
      let portID = bytes.load(UInt32.self, at: 4),
      let peerPortID = bytes.load(UInt32.self, at: 8),
      let peerGroup = bytes.load(UInt32.self, at: 12),
      let inode = bytes.load(UInt32.self, at: 16),
      let cookieLow = bytes.load(UInt32.self, at: 20),
      let cookieHigh = bytes.load(UInt32.self, at: 24)
    else { return nil }
    self.type = type
    self.protocol = `protocol`
    self.state = state
    self.portID = portID
    self.peerPortID = peerPortID
    self.peerGroup = peerGroup
    self.inode = inode
    cookie = UInt64(cookieHigh) << 32 | UInt64(cookieLow)
  }
}

/// Attributes after `netlink_diag_msg` that the agent reads: `linux/netlink_diag.h`.
public enum NetlinkDiagAttribute {
  public static let memory: UInt16 = 0  // NETLINK_DIAG_MEMINFO
  /// A bit for each multicast group; the lowest bit is group 1.
  public static let groups: UInt16 = 1  // NETLINK_DIAG_GROUPS
  public static let flags: UInt16 = 4  // NETLINK_DIAG_FLAGS
}
