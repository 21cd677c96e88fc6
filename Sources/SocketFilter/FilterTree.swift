public import Netlink
public import Vocabulary

/// A filter expression, parsed.
public indirect enum FilterTree: Equatable, Sendable {
  case constant(Bool)
  case test(FilterTest)
  case not(FilterTree)
  /// All of them hold.
  case all([FilterTree])
  /// At least one holds.
  case any([FilterTree])
}

/// What one predicate asks of a socket.
public enum FilterTest: Equatable, Sendable {
  /// The state is one of these; bits as in `InetState`.
  case states(UInt32)
  case port(InetDiagProgram.End, PortComparison, UInt16)
  case host(InetDiagProgram.End, HostCondition)
  /// The socket's own address family.
  case family(InetFamily)
  /// It is bound to the device of this index; 0 to none.
  case device(UInt32)
  /// SO_MARK & mask == value.
  case mark(UInt32, mask: UInt32)
  /// It was made in the cgroup v2 of this id.
  case cgroup(UInt64)
  /// Its port or name was chosen by the kernel.
  case autobound
  case uid(UInt32)
  case inode(UInt64)
  case cookie(UInt64)
  /// A process that has it open is such a one.
  case owner(OwnerTest)
  /// It is in the network namespace of this inode.
  case netns(UInt64)
  /// The name of a Unix socket.
  case name(Glob)
}

public enum PortComparison: Sendable {
  case equal
  case atLeast
  case atMost
}

/// Addresses of one family with a prefix in common. As in the kernel IPv4 also means the
/// IPv4-mapped addresses of IPv6 sockets.
public struct HostCondition: Equatable, Sendable {
  public let family: InetFamily
  /// IPv4 addresses stand in the first four bytes.
  public let address: InetAddress
  public let prefix: UInt8

  /// - Parameter own: the family of the socket.
  public func holds(for other: InetAddress, of own: InetFamily) -> Bool {
    switch (family, own) {
    case (.v4, .v4): matches(other.high)
    case (.v4, .v6): other.isV4Mapped && matches(other.low << 32)
    case (.v6, .v4): false
    case (.v6, .v6):
      prefix <= 64
        ? matches(other.high)
        : address.high == other.high
          && (address.low ^ other.low) & HostCondition.mask(Int(prefix) - 64) == 0
    }
  }

  private func matches(_ high: UInt64) -> Bool {
    (address.high ^ high) & HostCondition.mask(Int(prefix)) == 0
  }

  private static func mask(_ bits: Int) -> UInt64 { ~(UInt64.max >> UInt64(bits)) }
}

/// What is asked of a process.
public enum OwnerTest: Equatable, Sendable {
  case pid(UInt32)
  /// Its name, as in /proc/PID/comm.
  case name(Glob)
}

/// What a filter asks that no row of the kernel tells, and which of it is known where the filter
/// is to be used.
public struct FilterFacts {
  /// Whether some process has the socket of this inode open and is such a one; nil where owners
  /// are not known.
  public var isOwned: ((_ inode: UInt64, _ test: OwnerTest) -> Bool)?
  /// The inode of the network namespace that is dumped; nil where it is not known.
  public var netns: UInt64?

  public init() {}
}
