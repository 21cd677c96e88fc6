extension Request {
  /// A dump of packet sockets: `struct packet_diag_req` of `linux/packet_diag.h`, 20 bytes.
  public static func packetDump() -> Request {
    var request = Request(type: SockDiag.byFamily, flags: MessageFlag.dump)
    request.append(UInt8(17))  // sdiag_family = AF_PACKET
    request.append(UInt8(0))  // sdiag_protocol; the kernel answers EINVAL to any other
    request.append(UInt16(0))  // pad
    request.append(UInt32(0))  // pdiag_ino
    // PACKET_SHOW_INFO, _MCLIST, _RING_CFG, _FANOUT and _MEMINFO; not _FILTER, the BPF program.
    request.append(UInt32(0x01 | 0x02 | 0x04 | 0x08 | 0x10))
    request.append(UInt64.max)  // pdiag_cookie
    return request
  }
}

/// `struct packet_diag_msg` of `linux/packet_diag.h`, 16 bytes, in host byte order.
public struct PacketDiagMessage: Equatable, Sendable {
  public static let size = 16

  public let type: UInt8  // pdiag_type: SOCK_DGRAM 2, SOCK_RAW 3, SOCK_PACKET 10
  /// pdiag_num: ETH_P_… of `linux/if_ether.h`; a socket with 0 receives nothing.
  public let `protocol`: UInt16
  public let inode: UInt32  // pdiag_ino
  public let cookie: UInt64  // pdiag_cookie: two u32, the low one first

  /// Reads the fixed part; nil if the bytes end before it does.
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= PacketDiagMessage.size,
      let type = bytes.load(UInt8.self, at: 1),
      let `protocol` = bytes.load(UInt16.self, at: 2),
      let inode = bytes.load(UInt32.self, at: 4),
      let cookieLow = bytes.load(UInt32.self, at: 8),
      let cookieHigh = bytes.load(UInt32.self, at: 12)
    else { return nil }
    self.type = type
    self.protocol = `protocol`
    self.inode = inode
    cookie = UInt64(cookieHigh) << 32 | UInt64(cookieLow)
  }
}

/// Attributes after `packet_diag_msg` that the agent reads, and the structs in them:
/// `linux/packet_diag.h`.
public enum PacketDiagAttribute {
  public static let info: UInt16 = 0  // PACKET_DIAG_INFO
  /// An array of `struct packet_diag_mclist`, 44 bytes each.
  public static let memberships: UInt16 = 1  // PACKET_DIAG_MCLIST
  public static let receiveRing: UInt16 = 2  // PACKET_DIAG_RX_RING
  public static let transmitRing: UInt16 = 3  // PACKET_DIAG_TX_RING
  /// A u32: the fanout group's id in the low 16 bits, its type in the high ones.
  public static let fanout: UInt16 = 4  // PACKET_DIAG_FANOUT
  public static let uid: UInt16 = 5  // PACKET_DIAG_UID
  public static let memory: UInt16 = 6  // PACKET_DIAG_MEMINFO

  /// The members of `struct packet_diag_info` except its index and flags.
  public static let infoFields: [WireField] = [
    WireField("pdi_version", at: 4, bytes: 4),
    WireField("pdi_reserve", at: 8, bytes: 4),
    WireField("pdi_copy_thresh", at: 12, bytes: 4),
    WireField("pdi_tstamp", at: 16, bytes: 4),
  ]
  /// The byte offset of `pdi_flags` in `struct packet_diag_info`.
  public static let infoFlagsOffset = 20

  /// The members of `struct packet_diag_ring`.
  public static let ringFields: [WireField] = [
    WireField("pdr_block_size", at: 0, bytes: 4),
    WireField("pdr_block_nr", at: 4, bytes: 4),
    WireField("pdr_frame_size", at: 8, bytes: 4),
    WireField("pdr_frame_nr", at: 12, bytes: 4),
    WireField("pdr_retire_tmo", at: 16, bytes: 4),
    WireField("pdr_sizeof_priv", at: 20, bytes: 4),
    WireField("pdr_features", at: 24, bytes: 4),
  ]

  /// The size of `struct packet_diag_mclist` in bytes.
  public static let membershipBytes = 44
}
