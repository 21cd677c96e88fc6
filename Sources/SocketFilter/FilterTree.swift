public import Netlink
public import Vocabulary

/// A parsed filter expression.
public indirect enum FilterTree: Equatable, Sendable {
  /// The same result for every socket.
  case constant(Bool)
  /// One predicate.
  case test(FilterTest)
  /// The opposite of a tree.
  case not(FilterTree)
  /// True if all are true.
  case all([FilterTree])
  /// True if at least one is true.
  case any([FilterTree])
}

/// What one predicate tests.
public enum FilterTest: Equatable, Sendable {
  /// The state is one of these; bits of `InetState`.
  case states(UInt32)
  /// The port of one end, in host byte order.
  case port(InetDiagProgram.End, PortComparison, UInt16)
  /// The address of one end.
  case host(InetDiagProgram.End, HostCondition)
  /// The socket's own address family.
  case family(InetFamily)
  /// The index of the device that the socket is bound to; 0 if it is not bound to one.
  case device(UInt32)
  /// SO_MARK & mask == value.
  case mark(UInt32, mask: UInt32)
  /// The id of the version 2 control group in which the socket was created.
  case cgroup(UInt64)
  /// The kernel chose the port or name.
  case autobound
  /// The socket's uid.
  case uid(UInt32)
  /// The socket's inode number.
  case inode(UInt64)
  /// The socket's cookie (SO_COOKIE).
  case cookie(UInt64)
  /// A process that has the socket open satisfies this test.
  case owner(OwnerTest)
  /// The inode number of the socket's network namespace.
  case netns(UInt64)
  /// The name of a Unix socket matches.
  case name(Glob)
}

/// How ports are compared. The other comparisons are negations of these.
public enum PortComparison: Sendable {
  case equal
  case atLeast
  case atMost
}

/// The addresses of one family that have a prefix in common. An IPv4 condition also matches
/// IPv4-mapped addresses of IPv6 sockets, as in the kernel.
public struct HostCondition: Equatable, Sendable {
  /// The family of the address.
  public let family: InetFamily
  /// The address; an IPv4 address is in the first four bytes.
  public let address: InetAddress
  /// The length of the prefix in bits.
  public let prefix: UInt8

  /// Whether an address has the prefix.
  /// - Parameter own: the family of the socket that has the address.
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

/// What is tested about a process.
public enum OwnerTest: Equatable, Sendable {
  /// The pid, in the agent's pid namespace.
  case pid(UInt32)
  /// The name, as in `/proc/PID/comm`.
  case name(Glob)
}

/// What a filter can test that the kernel's rows do not contain, as far as the agent knows it.
public struct FilterFacts {
  /// Whether a process that has the socket with this inode open satisfies a test; nil if owners are
  /// unknown.
  public var isOwned: ((_ inode: UInt64, _ test: OwnerTest) -> Bool)?
  /// The inode number of the network namespace that is dumped; nil if it is unknown.
  public var netns: UInt64?

  /// No facts.
  public init() {}
}
