internal import Protocol
internal import Syscalls

/// What names in a filter stand for on this host.
protocol FilterNames {
  /// The ports of a service, without repetition.
  func ports(ofService name: String) -> [UInt16]
  /// A known service whose name is near, for a hint.
  func service(near name: String) -> String?
  func userID(_ name: String) -> UInt32?
  func user(near name: String) -> String?
  func interfaceIndex(_ name: String) -> UInt32?
  /// The id of a cgroup v2, which is the inode of its directory.
  func cgroupID(_ path: String) throws(RPCError) -> UInt64
}

/// The names this host knows: read when one is asked for, since few filters have any.
struct SystemNames: FilterNames {
  /// Where devices are looked up; nil is the agent's own.
  private let namespace: TargetNamespace?
  // A device that is not there is then one that no socket is bound to, and no mistake.
  private let isLenient: Bool

  init(in namespace: TargetNamespace? = nil, isLenient: Bool = false) {
    self.namespace = namespace
    self.isLenient = isLenient
  }

  func ports(ofService name: String) -> [UInt16] {
    NameTable.services(SystemNames.file("/etc/services"))[name] ?? []
  }

  func service(near name: String) -> String? {
    Spelling.nearest(
      to: name, among: NameTable.services(SystemNames.file("/etc/services")).keys.sorted())
  }

  func userID(_ name: String) -> UInt32? {
    NameTable.users(SystemNames.file("/etc/passwd"))[name]
  }

  func user(near name: String) -> String? {
    Spelling.nearest(
      to: name, among: NameTable.users(SystemNames.file("/etc/passwd")).keys.sorted())
  }

  func interfaceIndex(_ name: String) -> UInt32? {
    let index = (try? KernelAccess.interfaceNames(in: namespace))?.index(of: name)
    return index ?? (isLenient ? UInt32(filter: name) ?? .max : nil)
  }

  func cgroupID(_ path: String) throws(RPCError) -> UInt64 {
    let mounts = try CgroupDirectory.mounts()
    let group = try CgroupDirectory.open(path, among: mounts.filter { $0.version == 2 })
    do {
      return try group.directory.inode()
    } catch {
      throw RPCError(error, doing: "look at the control group \"\(path)\"")
    }
  }

  /// A file that is missing or cannot be read has no names in it.
  private static func file(_ path: String) -> [UInt8] {
    (try? Files.read(path, atMost: Limits.nameFileBytes)) ?? []
  }
}

/// The files of services(5) and passwd(5).
enum NameTable {
  /// Ports by name and alias, of TCP and UDP alike.
  static func services(_ text: [UInt8]) -> [String: [UInt16]] {
    var ports: [String: [UInt16]] = [:]
    for line in text.split(separator: 0x0a) {
      let entry = line.prefix { $0 != UInt8(ascii: "#") }
      let fields = entry.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
        .map { String(decoding: $0, as: UTF8.self) }
      guard fields.count >= 2 else { continue }
      let parts = fields[1].split(separator: "/")
      guard parts.count == 2, parts[1] == "tcp" || parts[1] == "udp", let port = UInt16(parts[0])
      else { continue }
      for name in [fields[0]] + fields[2...] where ports[name]?.contains(port) != true {
        ports[name, default: []].append(port)
      }
    }
    return ports
  }

  /// User ids by name; the first line of a name counts.
  static func users(_ text: [UInt8]) -> [String: UInt32] {
    var users: [String: UInt32] = [:]
    for (bytes, id) in Users.entries(in: text) {
      let name = String(decoding: bytes, as: UTF8.self)
      if users[name] == nil { users[name] = id }
    }
    return users
  }
}
