/// `struct inet_diag_msg` of `linux/inet_diag.h`, 72 bytes; attributes follow.
public struct InetDiagMessage: Equatable, Sendable {
  public static let size = 72

  public var family: UInt8  // idiag_family
  public var state: UInt8  // idiag_state, a number of `net/tcp_states.h`
  public var timer: UInt8  // idiag_timer
  public var retransmits: UInt8  // idiag_retrans
  public var sourcePort: UInt16  // id.idiag_sport, big-endian on the wire
  public var destinationPort: UInt16  // id.idiag_dport, big-endian on the wire
  public var source: InetAddress  // id.idiag_src, big-endian on the wire
  public var destination: InetAddress  // id.idiag_dst, big-endian on the wire
  public var interface: UInt32  // id.idiag_if
  public var cookie: UInt64  // id.idiag_cookie: two u32, the low one first
  public var expires: UInt32  // idiag_expires, milliseconds
  public var receiveQueue: UInt32  // idiag_rqueue
  public var sendQueue: UInt32  // idiag_wqueue
  public var uid: UInt32  // idiag_uid
  public var inode: UInt32  // idiag_inode

  /// Reads the fixed part; nil if the bytes end before it does.
  @inlinable
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= InetDiagMessage.size,
      let family = bytes.load(UInt8.self, at: 0),
      let state = bytes.load(UInt8.self, at: 1),
      let timer = bytes.load(UInt8.self, at: 2),
      let retransmits = bytes.load(UInt8.self, at: 3),
      let sourcePort = bytes.loadBigEndian(UInt16.self, at: 4),
      let destinationPort = bytes.loadBigEndian(UInt16.self, at: 6),
      let source = InetAddress(bytes, at: 8),
      let destination = InetAddress(bytes, at: 24),
      let interface = bytes.load(UInt32.self, at: 40),
      let cookieLow = bytes.load(UInt32.self, at: 44),
      let cookieHigh = bytes.load(UInt32.self, at: 48),
      let expires = bytes.load(UInt32.self, at: 52),
      let receiveQueue = bytes.load(UInt32.self, at: 56),
      let sendQueue = bytes.load(UInt32.self, at: 60),
      let uid = bytes.load(UInt32.self, at: 64),
      let inode = bytes.load(UInt32.self, at: 68)
    else { return nil }
    self.family = family
    self.state = state
    self.timer = timer
    self.retransmits = retransmits
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.source = source
    self.destination = destination
    self.interface = interface
    cookie = UInt64(cookieHigh) << 32 | UInt64(cookieLow)
    self.expires = expires
    self.receiveQueue = receiveQueue
    self.sendQueue = sendQueue
    self.uid = uid
    self.inode = inode
  }
}
