extension Request {
  /// A dump of vsock sockets: `struct vsock_diag_req` of `linux/vm_sockets_diag.h`, 24 bytes.
  /// - Parameter states: bit n requests sockets in state n of `net/tcp_states.h`.
  public static func vsockDump(states: UInt32) -> Request {
    var request = Request(type: SockDiag.byFamily, flags: MessageFlag.dump)
    request.append(UInt8(40))  // sdiag_family = AF_VSOCK
    request.append(UInt8(0))  // sdiag_protocol
    request.append(UInt16(0))  // pad
    request.append(states)  // vdiag_states
    request.append(UInt32(0))  // vdiag_ino
    request.append(UInt32(0))  // vdiag_show
    request.append(UInt64.max)  // vdiag_cookie
    return request
  }
}

/// `struct vsock_diag_msg` of `linux/vm_sockets_diag.h`, 32 bytes, in host byte order.
public struct VsockDiagMessage: Equatable, Sendable {
  public static let size = 32

  public let type: UInt8  // vdiag_type: SOCK_STREAM 1, SOCK_DGRAM 2, SOCK_SEQPACKET 5
  public let state: UInt8  // vdiag_state
  public let shutdown: UInt8  // vdiag_shutdown: RCV_SHUTDOWN 1, SEND_SHUTDOWN 2
  public let localCID: UInt32  // vdiag_src_cid; all ones means VMADDR_CID_ANY
  public let localPort: UInt32  // vdiag_src_port; all ones means VMADDR_PORT_ANY
  public let remoteCID: UInt32  // vdiag_dst_cid
  public let remotePort: UInt32  // vdiag_dst_port
  public let inode: UInt32  // vdiag_ino
  public let cookie: UInt64  // vdiag_cookie: two u32, the low one first

  /// Reads the message; nil if the bytes end before it does.
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= VsockDiagMessage.size,
      let type = bytes.load(UInt8.self, at: 1),
      let state = bytes.load(UInt8.self, at: 2),
      let shutdown = bytes.load(UInt8.self, at: 3),
      let localCID = bytes.load(UInt32.self, at: 4),
      let localPort = bytes.load(UInt32.self, at: 8),
      let remoteCID = bytes.load(UInt32.self, at: 12),
      let remotePort = bytes.load(UInt32.self, at: 16),
      let inode = bytes.load(UInt32.self, at: 20),
      let cookieLow = bytes.load(UInt32.self, at: 24),
      let cookieHigh = bytes.load(UInt32.self, at: 28)
    else { return nil }
    self.type = type
    self.state = state
    self.shutdown = shutdown
    self.localCID = localCID
    self.localPort = localPort
    self.remoteCID = remoteCID
    self.remotePort = remotePort
    self.inode = inode
    cookie = UInt64(cookieHigh) << 32 | UInt64(cookieLow)
  }
}
