internal import Syscalls

/// Parses the files of services(5) and passwd(5).
enum NameTable {
  /// The ports of TCP and UDP services by name and alias.
  static func services(_ text: [UInt8]) -> [String: [UInt16]] {
    var ports: [String: [UInt16]] = [:]
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let entry = line.prefix { $0 != UInt8(ascii: "#") }
      let fields = entry.split {
        $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
      }
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

  /// User ids by name. If a name has several lines, the first one counts.
  static func users(_ text: [UInt8]) -> [String: UInt32] {
    var users: [String: UInt32] = [:]
    for (bytes, id) in Users.entries(in: text) {
      let name = String(decoding: bytes, as: UTF8.self)
      if users[name] == nil { users[name] = id }
    }
    return users
  }
}
