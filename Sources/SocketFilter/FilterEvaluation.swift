public import Netlink
public import Vocabulary

extension FilterSteps {
  /// Whether a row of inet_diag satisfies the filter. Allocates no memory.
  /// - Parameters:
  ///   - socket: the fixed part of the row.
  ///   - payload: the message that `socket` was read from, with its attributes.
  ///   - transport: the protocol of the dump, which the row does not contain.
  ///   - facts: what the filter needs beyond the row.
  public func holds(
    _ socket: InetDiagMessage, _ payload: RawSpan, _ transport: InetTransport,
    _ facts: borrowing FilterFacts
  ) -> Bool {
    var index = start
    while index < steps.count {
      let holds = steps[index].test.holds(socket, payload, transport, facts)
      index = holds ? steps[index].yes : steps[index].no
    }
    return index == steps.count
  }

  /// Whether a row of unix_diag satisfies the filter. Allocates no memory.
  public func holds(_ socket: borrowing UnixDiagMessage, _ facts: borrowing FilterFacts) -> Bool {
    var index = start
    while index < steps.count {
      let holds = steps[index].test.holds(socket, facts)
      index = holds ? steps[index].yes : steps[index].no
    }
    return index == steps.count
  }
}

extension FilterTest {
  fileprivate func holds(
    _ socket: InetDiagMessage, _ payload: RawSpan, _ transport: InetTransport,
    _ facts: borrowing FilterFacts
  ) -> Bool {
    switch self {
    case .states(let bits): return FilterStates.bit(socket.state, transport) & bits != 0
    case .port(let end, let comparison, let port):
      let own = end == .source ? socket.sourcePort : socket.destinationPort
      switch comparison {
      case .equal: return own == port
      case .atLeast: return own >= port
      case .atMost: return own <= port
      }
    case .host(let end, let condition):
      return condition.holds(
        for: end == .source ? socket.source : socket.destination,
        of: socket.family == InetFamily.v6.number ? .v6 : .v4)
    case .family(let family): return socket.family == family.number
    case .device(let index): return socket.interface == index
    case .mark(let value, let mask):
      return (payload.diagAttribute(15) ?? 0) & mask == value  // INET_DIAG_MARK
    case .cgroup(let id):
      // INET_DIAG_CGROUP_ID. A socket in TIME_WAIT has none.
      return (payload.diagAttribute(21) ?? 0 as UInt64) == id
    case .uid(let uid): return !socket.isOwnerUnknown && socket.uid == uid
    case .inode(let inode): return UInt64(socket.inode) == inode
    case .cookie(let cookie): return socket.cookie == cookie
    case .owner(let test): return facts.isOwned?(UInt64(socket.inode), test) ?? false
    case .netns(let inode): return facts.netns == inode
    // A row does not show whether its socket is autobound, so plans never leave that test to the
    // agent. Inet sockets have no names.
    case .autobound, .name: return false
    }
  }

  fileprivate func holds(
    _ socket: borrowing UnixDiagMessage, _ facts: borrowing FilterFacts
  ) -> Bool {
    switch self {
    case .states(let bits): return FilterStates.bit(socket.state, .udp) & bits != 0
    case .autobound: return socket.isAutobound
    case .uid(let uid): return socket.uid == uid
    case .inode(let inode): return UInt64(socket.inode) == inode
    case .cookie(let cookie): return socket.cookie == cookie
    case .owner(let test): return facts.isOwned?(UInt64(socket.inode), test) ?? false
    case .netns(let inode): return facts.netns == inode
    case .name(let glob): return socket.isNamed(like: glob)
    case .port, .host, .family, .device, .mark, .cgroup: return false
    }
  }
}

extension RawSpan {
  /// An integer attribute of a row of inet_diag; nil if it is absent.
  fileprivate func diagAttribute<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: UInt16
  ) -> Value? {
    var attributes = AttributeCursor(self, from: InetDiagMessage.size)
    while let attribute = try? attributes.next() {
      if attribute.type == type {
        return extracting(attribute.start..<attribute.start + attribute.count).load(at: 0)
      }
    }
    return nil
  }
}

extension UnixDiagMessage {
  /// Whether the kernel chose the name (autobind, see unix(7)), or there is none.
  fileprivate var isAutobound: Bool {
    guard let name, name.byteCount > 0 else { return true }
    guard name.byteCount == 6, name.load(UInt8.self, at: 0) == 0 else { return false }
    for offset in 1..<6 {
      switch name.load(UInt8.self, at: offset) ?? 0 {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): continue
      default: return false
      }
    }
    return true
  }

  /// Whether the name matches. A name in the abstract namespace is written with "@" for its NUL.
  fileprivate func isNamed(like glob: Glob) -> Bool {
    guard let name, name.byteCount > 0 else { return glob.matches([]) }
    if name.load(UInt8.self, at: 0) == 0 {
      return glob.matches(name.extracting(1..<name.byteCount), after: UInt8(ascii: "@"))
    }
    let last = name.byteCount - 1
    return glob.matches(
      name.load(UInt8.self, at: last) == 0 ? name.extracting(0..<last) : name)
  }
}
