internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import SocketFilter
internal import Syscalls
internal import Vocabulary

/// What sockets can be grouped by: the words of the parameter `by`.
enum SocketKey: String {
  case `protocol`, family, state, netns, user, process, pid, interface
  case localAddress, localPort, remoteAddress, remotePort

  /// Whether a socket has a value for each process that holds it.
  var isOfOwners: Bool { self == .process || self == .pid }

  /// How many words it takes in the key of a group.
  fileprivate var words: Int {
    switch self {
    case .localAddress, .remoteAddress: 3
    case .interface: 2
    default: 1
    }
  }
}

/// Counts sockets in groups.
struct SocketGroups {
  private(set) var table: GroupTable
  /// How many sockets were counted, each once.
  private(set) var sockets: UInt64 = 0
  private let keys: [SocketKey]
  // Where in a group's key each of `keys` begins.
  private let places: [Int]
  private let ownerPlaces: [(place: Int, key: SocketKey)]
  private let owners: OwnerIndex?
  // For each process the first process that has the same name.
  private let nameOf: [Int]
  private var key: [UInt64]
  // The owners that the present socket was counted for.
  private var counted: [Int] = []
  private let users: [UInt32: [UInt8]]
  // The namespace whose sockets are being counted; an interface index is valid only inside it.
  private var netns: UInt64 = 0
  private var netnsNames: [UInt64: [UInt8]] = [:]
  private var interfaceNames: [UInt64: InterfaceNames] = [:]
  private let lookups: FailedLookups

  /// Stands for no process and no user.
  private static let none = UInt64.max

  init(
    _ keys: [SocketKey], _ owners: OwnerIndex?, memory: MemoryShare, _ lookups: FailedLookups
  ) {
    self.lookups = lookups
    var once: [SocketKey] = []
    for key in keys where !once.contains(key) { once.append(key) }
    var places: [Int] = []
    var stride = 0
    for key in once {
      places.append(stride)
      stride += key.words
    }
    self.keys = once
    self.places = places
    self.owners = owners
    ownerPlaces = zip(places, once).filter { $1.isOfOwners }.map { ($0, $1) }
    key = [UInt64](repeating: 0, count: stride)
    table = GroupTable(stride: stride, limit: Limits.summaryGroups, memory: memory)
    users = once.contains(.user) ? lookups.users() : [:]
    nameOf = once.contains(.process) ? SocketGroups.names(owners) : []
  }

  private static func names(_ owners: OwnerIndex?) -> [Int] {
    var first: [[UInt8]: Int] = [:]
    return (owners?.processes ?? []).enumerated().map { index, process in
      guard let command = process?.command else { return index }
      if let known = first[command] { return known }
      first[command] = index
      return index
    }
  }

  /// Must be called before the sockets of a network namespace are counted.
  /// - Parameter namespace: nil for the agent's own, if sockets are not grouped by namespace.
  mutating func enter(_ namespace: TargetNamespace?) {
    // There may be more namespaces than this process may have descriptors.
    interfaceNames[netns]?.close()
    netns = namespace?.inode ?? 0
    if let name = namespace?.name { netnsNames[netns] = name }
    guard keys.contains(.interface) else { return }
    interfaceNames[netns] = InterfaceNames(in: namespace, failures: lookups)
  }

  /// Counts one socket.
  mutating func count(_ socket: InetDiagMessage, _ dump: FilterPlan) {
    sockets += 1
    for index in keys.indices { fill(keys[index], at: places[index], socket, dump) }
    guard !ownerPlaces.isEmpty else { return table.count(key) }
    countForOwners(of: socket.inode)
  }

  private mutating func fill(
    _ wanted: SocketKey, at place: Int, _ socket: InetDiagMessage, _ dump: FilterPlan
  ) {
    switch wanted {
    case .protocol: key[place] = UInt64(dump.transport.rawValue)
    case .family: key[place] = UInt64(socket.family)
    case .state: key[place] = SocketGroups.state(socket.state, dump.transport)
    case .user: key[place] = socket.isOwnerUnknown ? SocketGroups.none : UInt64(socket.uid)
    case .process, .pid: break
    case .netns: key[place] = netns
    case .interface:
      if socket.interface != 0 { interfaceNames[netns]?.prefetch(socket.interface) }
      key[place] = UInt64(socket.interface)
      key[place + 1] = netns
    case .localAddress: fill(socket.source, at: place, socket.family)
    case .localPort: key[place] = UInt64(socket.sourcePort)
    case .remoteAddress: fill(socket.destination, at: place, socket.family)
    case .remotePort: key[place] = UInt64(socket.destinationPort)
    }
  }

  // TCP_SYN_RECV and TCP_NEW_SYN_RECV have one name; TCP_CLOSE has two, by protocol.
  private static func state(_ state: UInt8, _ transport: InetTransport) -> UInt64 {
    switch state {
    case InetState.newSynReceived: UInt64(InetState.synReceived)
    case InetState.close where transport.isConnectionless: unconnected
    default: UInt64(state)
    }
  }

  private static let unconnected: UInt64 = 1 << 8

  private mutating func fill(_ address: InetAddress, at place: Int, _ family: UInt8) {
    let isV4 = family == InetFamily.v4.number
    key[place] = UInt64(family)
    key[place + 1] = isV4 ? UInt64(address.v4) : address.high
    key[place + 2] = isV4 ? 0 : address.low
  }

  /// Counts the socket once for each process, or for each name of processes, that holds it.
  private mutating func countForOwners(of inode: UInt32) {
    counted.removeAll(keepingCapacity: true)
    let isByPid = ownerPlaces.contains { $0.key == .pid }
    if inode != 0, let owners {
      for holding in owners.holders(of: inode) {
        let process = owners.holders[Int(holding.holder)].process
        guard owners.processes[process] != nil else { continue }
        let owner = isByPid ? process : nameOf[process]
        guard !counted.contains(owner) else { continue }
        counted.append(owner)
        for (place, key) in ownerPlaces {
          self.key[place] = UInt64(key == .pid ? process : nameOf[process])
        }
        table.count(key)
      }
    }
    guard counted.isEmpty else { return }
    for (place, _) in ownerPlaces { key[place] = SocketGroups.none }
    table.count(key)
  }

  /// Writes a group's record.
  func write(_ group: Int, to json: inout JSONWriter) {
    json.beginObject()
    for (key, place) in zip(keys, places) {
      write(key, { table.word(place + $0, of: group) }, to: &json)
    }
    json.member("sockets", table.counts[group])
    json.endObject()
  }

  private func write(_ key: SocketKey, _ word: (Int) -> UInt64, to json: inout JSONWriter) {
    let value = word(0)
    switch key {
    case .protocol: json.member("protocol", SocketGroups.transport(value)?.name ?? "")
    case .family: json.member("family", value == UInt64(InetFamily.v4.rawValue) ? "v4" : "v6")
    case .state:
      let isConnectionless = value == SocketGroups.unconnected
      let state = isConnectionless ? InetState.close : UInt8(truncatingIfNeeded: value)
      json.member("state", InetState.name(state, isConnectionless ? .udp : .tcp))
    case .netns:
      json.member("netns", value)
      if let name = netnsNames[value] { json.member("netnsName", bytes: name) }
    case .user:
      guard value != SocketGroups.none else { return json.memberNull("uid") }
      json.member("uid", value)
      if let name = users[UInt32(truncatingIfNeeded: value)] { json.member("user", bytes: name) }
    case .process:
      guard let process = owner(value) else { return json.memberNull("process") }
      json.member("process", bytes: process.command)
    case .pid:
      guard let process = owner(value) else { return json.memberNull("pid") }
      json.member("pid", process.pid)
    case .interface:
      json.member("interfaceIndex", value)
      if value != 0 {
        interfaceNames[word(1)]?.write(
          "interface", UInt32(truncatingIfNeeded: value), to: &json)
      }
    case .localAddress: SocketGroups.writeAddress("localAddress", word, to: &json)
    case .localPort: json.member("localPort", value)
    case .remoteAddress: SocketGroups.writeAddress("remoteAddress", word, to: &json)
    case .remotePort: json.member("remotePort", value)
    }
  }

  private static func transport(_ value: UInt64) -> InetTransport? {
    InetTransport(rawValue: UInt16(truncatingIfNeeded: value))
  }

  private func owner(_ place: UInt64) -> OwnerProcess? {
    guard place != SocketGroups.none else { return nil }
    return owners?.processes[Int(place)]
  }

  private static func writeAddress(
    _ name: StaticString, _ word: (Int) -> UInt64, to json: inout JSONWriter
  ) {
    json.key(name)
    if word(0) == UInt64(InetFamily.v4.rawValue) {
      json.v4Address(UInt32(truncatingIfNeeded: word(1)))
    } else {
      json.v6Address(InetAddress(high: word(1), low: word(2)))
    }
  }
}
