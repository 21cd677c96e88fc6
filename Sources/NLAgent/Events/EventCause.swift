internal import Protocol
internal import Syscalls

/// Who asked for a change: the netlink port in the header of its event, and the process behind it
/// where that can be told.
struct EventCause {
  // The inode of the network namespace that is watched.
  private let namespace: UInt64?
  // One request makes many events, all with the same port.
  private var last: (port: UInt32, pid: UInt32?, command: [UInt8])?

  init(in namespace: TargetNamespace?) {
    self.namespace = namespace?.inode ?? NamespaceFinder.own
  }

  /// Forgets what is known of a port, for a number may come to mean another process.
  mutating func forget() {
    last = nil
  }

  /// Writes the member `cause`.
  mutating func write(_ port: UInt32, to json: inout JSONWriter) {
    if last?.port != port { look(port) }
    json.key("cause")
    json.beginObject()
    json.member("portID", port)
    if let last, let pid = last.pid {
      json.member("pid", pid)
      json.member("command", bytes: last.command)
    }
    json.endObject()
  }

  /// A program's first netlink socket has its process id for a port, as its own pid namespace
  /// counts. A process of that number in another network namespace is somebody else.
  private mutating func look(_ port: UInt32) {
    last = (port, nil, [])
    guard port != 0, port <= UInt32(Int32.max), let namespace,
      let link = try? Files.linkTarget("/proc/\(port)/ns/net"),
      NamespaceSurvey.inode(inLink: link) == namespace,
      let command = try? Files.read("/proc/\(port)/comm", atMost: Limits.procFileBytes)
    else { return }
    last = (port, port, command.last == 0x0a ? command.dropLast() : command)
  }
}
