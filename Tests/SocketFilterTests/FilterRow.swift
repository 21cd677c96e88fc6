import Netlink
import Protocol
import Syscalls
import Vocabulary

@testable import SocketFilter

/// A socket for filters: as the kernel knows it, as its row shows it, and what a filter means
/// for it, decided as plainly as can be.
struct FilterRow {
  var entry: DiagInterpreter.Entry
  var transport: InetTransport
  /// A number of `net/tcp_states.h`.
  var state: UInt8
  var uid: UInt32
  var inode: UInt32
  var cookie: UInt64

  var family: InetFamily { entry.family == 10 ? .v6 : .v4 }

  /// `struct inet_diag_msg` and the attributes that filters read, little-endian.
  var bytes: [UInt8] {
    func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
      (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
    }
    func big(_ port: UInt16) -> [UInt8] { [UInt8(port >> 8), UInt8(port & 255)] }
    var bytes = [entry.family, state, 0, 0]
    bytes += big(entry.sourcePort) + big(entry.destinationPort)
    bytes += entry.source + entry.destination + little(entry.device) + little(cookie)
    bytes += [UInt8](repeating: 0, count: 12) + little(uid) + little(inode)
    bytes += little(UInt16(8)) + little(UInt16(15)) + little(entry.mark)
    bytes += little(UInt16(12)) + little(UInt16(21)) + little(entry.cgroup)
    return bytes
  }

  /// What a filter means: the tree as it was parsed, nothing simplified.
  func matches(_ tree: FilterTree) -> Bool {
    switch tree {
    case .constant(let value): value
    case .not(let tree): !matches(tree)
    case .all(let trees): trees.allSatisfy { matches($0) }
    case .any(let trees): trees.contains { matches($0) }
    case .test(let test): matches(test)
    }
  }

  private func matches(_ test: FilterTest) -> Bool {
    switch test {
    case .states(let bits): return bits & stateBit != 0
    case .port(let end, let comparison, let port):
      let own = end == .source ? entry.sourcePort : entry.destinationPort
      switch comparison {
      case .equal: return own == port
      case .atLeast: return own >= port
      case .atMost: return own <= port
      }
    case .host(let end, let condition):
      return matches(condition, end == .source ? entry.source : entry.destination)
    case .family(let family): return family == self.family
    case .device(let index): return entry.device == index
    case .mark(let value, let mask): return entry.mark & mask == value
    case .cgroup(let id): return entry.cgroup == id
    case .autobound: return entry.isAutobound
    case .uid(let wanted):
      return uid == wanted && state != 6 && state != 3 && !(uid == 0 && inode == 0)
    case .inode(let wanted): return UInt64(inode) == wanted
    case .cookie(let wanted): return cookie == wanted
    case .owner, .netns, .name: return false
    }
  }

  private var stateBit: UInt32 {
    switch (state, transport) {
    case (7, .tcp): 1 << 13
    case (7, .udp): 1 << 31
    default: 1 << UInt32(state)
    }
  }

  private func matches(_ condition: HostCondition, _ address: [UInt8]) -> Bool {
    let wanted = FilterRow.bytes(condition.address.high) + FilterRow.bytes(condition.address.low)
    var own = address
    if condition.family == .v4, family == .v6 {
      guard address[..<10].allSatisfy({ $0 == 0 }), address[10] == 255, address[11] == 255
      else { return false }
      own = Array(address[12...])
    } else if condition.family != family {
      return false
    }
    return (0..<Int(condition.prefix)).allSatisfy { bit in
      let mask: UInt8 = 0x80 >> UInt8(bit % 8)
      return own[bit / 8] & mask == wanted[bit / 8] & mask
    }
  }

  /// The most significant byte first.
  private static func bytes(_ half: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) }
  }

  /// How many of the dumps that plans ask for contain this socket: the kernel's part of each run by
  /// the interpreter, the agent's by itself.
  func rows(of plans: [FilterPlan]) -> Int {
    plans.count { plan in
      guard plan.family == family, plan.transport == transport else { return false }
      let bits: UInt32 =
        switch (state, transport) {
        case (3, .tcp): 1 << 3 | 1 << 12
        case (7, .tcp): 1 << 13
        default: 1 << UInt32(state)
        }
      guard plan.states & bits != 0 else { return false }
      if let program = plan.program {
        guard DiagInterpreter.accepts(program.bytes, entry) else { return false }
      }
      guard let residual = plan.residual else { return true }
      let wire = bytes
      guard let socket = InetDiagMessage(wire.rawBytes) else { return false }
      return residual.holds(socket, wire.rawBytes, transport, FilterFacts())
    }
  }
}

extension FilterRow {
  /// A socket out of few values each, so that filters and sockets often meet.
  static func random(using random: inout some RandomNumberGenerator) -> FilterRow {
    let family: UInt8 = Bool.random(using: &random) ? 2 : 10
    let transport: InetTransport = Int.random(in: 0..<3, using: &random) == 0 ? .udp : .tcp
    let states: [UInt8] = transport == .udp ? [1, 7] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    func port() -> UInt16 {
      [0, 22, 80, 443, 8080, 40000, 65535].randomElement(using: &random) ?? 0
    }
    func address() -> [UInt8] {
      let v4: [UInt8] =
        [[127, 0, 0, 1], [127, 0, 1, 9], [10, 1, 2, 3], [0, 0, 0, 0]].randomElement(using: &random)
        ?? []
      guard family == 10 else { return v4 + [UInt8](repeating: 0, count: 12) }
      switch Int.random(in: 0..<4, using: &random) {
      case 0: return [UInt8](repeating: 0, count: 10) + [255, 255] + v4
      case 1: return [UInt8](repeating: 0, count: 15) + [1]
      case 2: return [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [9]
      default: return [UInt8](repeating: 0, count: 16)
      }
    }
    return FilterRow(
      entry: DiagInterpreter.Entry(
        family: family, sourcePort: port(), destinationPort: port(), source: address(),
        destination: address(), isAutobound: Bool.random(using: &random),
        device: UInt32.random(in: 0...2, using: &random),
        mark: [0, 1, 0x10, 0x77, .max].randomElement(using: &random) ?? 0,
        cgroup: UInt64.random(in: 0...2, using: &random)),
      transport: transport, state: states.randomElement(using: &random) ?? 1,
      uid: UInt32.random(in: 0...2, using: &random),
      inode: UInt32.random(in: 0...2, using: &random),
      cookie: UInt64.random(in: 1...4, using: &random))
  }
}

/// Few names, all known.
struct FewNames: FilterNames {
  func ports(ofService name: String) -> [UInt16] {
    ["http": [80], "https": [443], "www": [80], "double": [1, 2]][name] ?? []
  }
  func service(near name: String) -> String? { name.hasPrefix("ht") ? "https" : nil }
  func userID(_ name: String) -> UInt32? { ["root": 0, "one": 1][name] }
  func user(near name: String) -> String? { name.hasPrefix("r") ? "root" : nil }
  func interfaceIndex(_ name: String) -> UInt32? { ["lo": 1, "eth0": 2][name] }
  func cgroupID(_ path: String) throws(FilterNameError) -> UInt64 {
    guard path == "/a" else { throw FilterNameError("there is no \(path)") }
    return 1
  }
}
