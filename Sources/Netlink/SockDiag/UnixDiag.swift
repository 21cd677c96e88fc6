extension Request {
  /// A dump of all Unix sockets: `struct unix_diag_req` of `linux/unix_diag.h`, 24 bytes. It
  /// requests only the number of a listener's pending connections: with UDIAG_SHOW_ICONS, a
  /// listener with many of them silently ends the dump early.
  /// - Parameters:
  ///   - states: bit n requests sockets in state n of `net/tcp_states.h`.
  ///   - memory: whether to request UNIX_DIAG_MEMINFO.
  public static func unixDump(states: UInt32, memory: Bool = false) -> Request {
    var request = Request(type: SockDiag.byFamily, flags: MessageFlag.dump)
    request.append(UInt8(1))  // sdiag_family = AF_UNIX
    request.append(UInt8(0))  // sdiag_protocol
    request.append(UInt16(0))  // pad
    request.append(states)  // udiag_states
    request.append(UInt32(0))  // udiag_ino
    // UDIAG_SHOW_NAME, _VFS, _PEER, _RQLEN and, since Linux 5.3, _UID.
    // UDIAG_SHOW_MEMINFO is 0x20.
    request.append(UInt32(0x01 | 0x02 | 0x04 | 0x10 | 0x40 | (memory ? 0x20 : 0)))
    request.append(UInt64.max)  // udiag_cookie = INET_DIAG_NOCOOKIE
    return request
  }
}

/// `struct unix_diag_msg` of `linux/unix_diag.h`, 16 bytes, and the attributes after it. An
/// attribute that the kernel did not send is nil.
public struct UnixDiagMessage: ~Escapable {
  public static let size = 16

  public let type: UInt8  // udiag_type: SOCK_STREAM 1, SOCK_DGRAM 2, SOCK_SEQPACKET 5
  public let state: UInt8  // udiag_state
  public let inode: UInt32  // udiag_ino
  public let cookie: UInt64  // udiag_cookie: two u32, the low one first
  /// UNIX_DIAG_NAME as received: a path that ends with a NUL, or an abstract name that begins with
  /// one; nil for an unnamed socket.
  public var name: RawSpan? {
    @_lifetime(copy self)
    get {
      guard let namePlace else { return nil }
      return bytes.extracting(namePlace)
    }
  }
  /// UNIX_DIAG_MEMINFO: the values of `SocketMemory`.
  public var memory: RawSpan? {
    @_lifetime(copy self)
    get {
      guard let memoryPlace else { return nil }
      return bytes.extracting(memoryPlace)
    }
  }
  private let bytes: RawSpan
  private var memoryPlace: Range<Int>?
  private var namePlace: Range<Int>?
  /// UNIX_DIAG_VFS.udiag_vfs_ino: the low 32 bits of the socket file's inode.
  public private(set) var fileInode: UInt32?
  /// UNIX_DIAG_VFS.udiag_vfs_dev: the kernel's own dev_t, major << 20 | minor.
  public private(set) var fileDevice: UInt32?
  /// UNIX_DIAG_PEER: the inode of the connected socket.
  public private(set) var peer: UInt32?
  /// UNIX_DIAG_RQLEN.udiag_rqueue: unread bytes; in LISTEN, connections that are not accepted yet.
  public private(set) var receiveQueue: UInt32?
  /// UNIX_DIAG_RQLEN.udiag_wqueue: bytes that the peer has not read yet; in LISTEN, the backlog.
  public private(set) var sendQueue: UInt32?
  /// UNIX_DIAG_SHUTDOWN: RCV_SHUTDOWN 1, SEND_SHUTDOWN 2.
  public private(set) var shutdown: UInt8?
  /// UNIX_DIAG_UID.
  public private(set) var uid: UInt32?

  /// - Throws: `.malformed` if the fixed part or an attribute is cut short.
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) throws(NetlinkError) {
    guard bytes.byteCount >= UnixDiagMessage.size,
      let type = bytes.load(UInt8.self, at: 1),
      let state = bytes.load(UInt8.self, at: 2),
      let inode = bytes.load(UInt32.self, at: 4),
      let cookieLow = bytes.load(UInt32.self, at: 8),
      let cookieHigh = bytes.load(UInt32.self, at: 12)
    else { throw .malformed("unix_diag_msg cut short", offset: 0) }
    self.bytes = bytes
    self.type = type
    self.state = state
    self.inode = inode
    cookie = UInt64(cookieHigh) << 32 | UInt64(cookieLow)
    var attributes = AttributeCursor(bytes, from: UnixDiagMessage.size)
    while let attribute = try attributes.next() {
      let payload = bytes.extracting(attribute.start..<attribute.start + attribute.count)
      switch attribute.type {
      case 0:  // UNIX_DIAG_NAME
        namePlace = attribute.start..<attribute.start + attribute.count
      case 1:  // UNIX_DIAG_VFS
        fileInode = payload.load(at: 0)
        fileDevice = payload.load(at: 4)
      case 2: peer = payload.load(at: 0)  // UNIX_DIAG_PEER
      case 4:  // UNIX_DIAG_RQLEN
        receiveQueue = payload.load(at: 0)
        sendQueue = payload.load(at: 4)
      case 5:  // UNIX_DIAG_MEMINFO
        memoryPlace = attribute.start..<attribute.start + attribute.count
      case 6: shutdown = payload.load(at: 0)  // UNIX_DIAG_SHUTDOWN
      case 7: uid = payload.load(at: 0)  // UNIX_DIAG_UID
      default: break
      }
    }
  }
}
