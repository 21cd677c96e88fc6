/// A line of `/proc/net/unix`; see proc_pid_net(5).
///
/// The kernel writes a name as it is, line feeds included. What follows one in a name may look
/// like a line of its own, and nothing in the line tells. But no line is ever lost: each socket's
/// own begins behind a line feed that the kernel wrote. So the names can only add lines, and their
/// number can be held against the number of sockets.
public struct UnixSocketLine: Equatable, Sendable {
  public let isListening: Bool  // __SO_ACCEPTCON of Flags
  public let type: UInt8  // Type: SOCK_STREAM 1, SOCK_DGRAM 2, SOCK_SEQPACKET 5
  /// St, of `enum socket_state` in `linux/net.h`: SS_UNCONNECTED 1, SS_CONNECTING 2,
  /// SS_CONNECTED 3, SS_DISCONNECTING 4.
  public let socketState: UInt8
  public let inode: UInt64  // Inode; 0 before accept(2)
  /// Path as it is printed; nil where the socket has none. An abstract name has `@` where its
  /// NULs are, the one before it included.
  public private(set) var name: [UInt8]?

  /// The longest name: `sun_path` of unix(7).
  public static let nameBytes = 108

  /// - Returns: nil for the line of titles, and for what is no such line.
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
    // One space is the kernel's; further ones are the name's.
    let rest = fields.remainder
    name = rest.isEmpty ? nil : Array(rest.dropFirst())
  }

  /// Takes a line that is none as the rest of this one's name.
  public mutating func append(_ line: ArraySlice<UInt8>) {
    guard var name, name.count < UnixSocketLine.nameBytes else { return }
    self.name = nil
    name.append(0x0a)
    name += line.prefix(UnixSocketLine.nameBytes - name.count)
    self.name = name
  }

  /// The same as unix_diag would tell it, as far as that is known: the cookie is 0.
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

  /// udiag_state as sock_diag would tell it: TCP_ESTABLISHED 1, TCP_CLOSE 7, TCP_LISTEN 10.
  public var state: UInt8 {
    if isListening { return 10 }
    return socketState == 2 || socketState == 3 ? 1 : 7
  }
}
