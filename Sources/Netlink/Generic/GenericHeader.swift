/// `struct genlmsghdr` of `linux/genetlink.h`, 4 bytes; attributes follow.
public struct GenericHeader: Equatable, Sendable {
  public static let size = 4

  public var command: UInt8  // cmd
  public var version: UInt8  // version

  public init(command: UInt8, version: UInt8) {
    self.command = command
    self.version = version
  }

  /// Reads the header; nil if the bytes end before it does.
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= GenericHeader.size,
      let command = bytes.load(UInt8.self, at: 0),
      let version = bytes.load(UInt8.self, at: 1)
    else { return nil }
    self.init(command: command, version: version)
  }
}

extension Request {
  /// Appends the header of a generic netlink message.
  public mutating func append(_ header: GenericHeader) {
    append(header.command)  // cmd
    append(header.version)  // version
    append(UInt16(0))  // reserved
  }
}
