/// A line of `/proc/net/unix`; see proc_pid_net(5).
///
/// The kernel writes a socket's name unescaped. A name that contains a line feed can therefore
/// contain text that looks like a line of its own, and such a line cannot be recognized. Names can
/// only add lines, never hide one, since each socket's own line begins after a line feed of the
/// kernel. So if there are as many lines as sockets, none of them is forged.
public struct UnixSocketLine: Equatable, Sendable {
  public let isListening: Bool  // __SO_ACCEPTCON of Flags
  public let type: UInt8  // Type: SOCK_STREAM 1, SOCK_DGRAM 2, SOCK_SEQPACKET 5
  /// St, of `enum socket_state` in `linux/net.h`: SS_UNCONNECTED 1, SS_CONNECTING 2,
  /// SS_CONNECTED 3, SS_DISCONNECTING 4.
  public let socketState: UInt8
  public let inode: UInt64  // Inode; 0 before accept(2)
  /// Path as it is printed; nil if the socket has none. In an abstract name every NUL is printed as
  /// `@`, including the leading one.
  public private(set) var name: [UInt8]?

  /// The length of the longest name: `sun_path` of unix(7).
  public static let nameBytes = 108

  /// - Returns: nil for the header line and for lines of another format.
  public init?(_ line: ArraySlice<UInt8>) {
    var fields = ProcFields(line)
    guard let pointer = fields.word(), pointer.last == UInt8(ascii: ":"),
      ProcFields.hex(pointer.dropLast()) != nil, fields.hex() != nil, fields.hex() != nil,
      let flags = fields.hex(), let type = fields.hex(), let state = fields.hex(),
      let inode = fields.decimal(), type <= 0xff, state <= 0xff
    else { return nil }
    isListening = flags & 0x10000 != 0
    self.type = UInt8(type)
    socketState = UInt8(state)
    self.inode = inode
    // The kernel writes one space; any others belong to the name.
    let remainder = fields.remainder
    name = remainder.isEmpty ? nil : Array(remainder.dropFirst())
  }

  /// Appends a line that is no socket's: the part of this socket's name after a line feed.
  public mutating func append(_ line: ArraySlice<UInt8>) {
    guard var name, name.count < UnixSocketLine.nameBytes else { return }
    self.name = nil
    name.append(UInt8(ascii: "\n"))
    name += line.prefix(UnixSocketLine.nameBytes - name.count)
    self.name = name
  }

  /// The payload that unix_diag would send for this socket, without the attributes that the line
  /// lacks. The cookie is 0.
  public var message: [UInt8] {
    var bytes: [UInt8] = [1, type, state, 0]  // udiag_family = AF_UNIX
    bytes += UnixSocketLine.native(UInt32(truncatingIfNeeded: inode))
    bytes += [UInt8](repeating: 0, count: 8)
    guard var name, !name.isEmpty else { return bytes }
    if name[0] == UInt8(ascii: "@") { name[0] = 0 } else { name.append(0) }
    bytes += UnixSocketLine.native(UInt16(4 + name.count))
    bytes += [0, 0] + name  // UNIX_DIAG_NAME
    bytes += [UInt8](repeating: 0, count: aligned(bytes.count) - bytes.count)
    return bytes
  }

  private static func native<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<MemoryLayout<Value>.size).map { index in
      #if _endian(little)
        UInt8(truncatingIfNeeded: value >> Value(8 * index))
      #else
        UInt8(truncatingIfNeeded: value >> Value(8 * (MemoryLayout<Value>.size - 1 - index)))
      #endif
    }
  }

  /// The state as sock_diag sends it, udiag_state: TCP_ESTABLISHED 1, TCP_CLOSE 7, TCP_LISTEN 10.
  public var state: UInt8 {
    if isListening { return 10 }
    return socketState == 2 || socketState == 3 ? 1 : 7
  }
}
