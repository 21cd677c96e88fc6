internal import Privileged
internal import Protocol

/// Who requested a change: the netlink port in the header of the event (`nlmsg_pid`), and the
/// process that has the port, if it is known.
struct EventCause {
  // The inode of the network namespace that is watched.
  private let namespace: UInt64?
  // One request can cause many events, all with the same port.
  private var last: (port: UInt32, sender: EventSender?)?

  init(in namespace: TargetNamespace?) {
    self.namespace = namespace?.inode ?? NamespaceFinder.own
  }

  /// Forgets the process of the last port: another process may get the same number.
  mutating func forget() {
    last = nil
  }

  /// Writes the member `cause`.
  mutating func write(_ port: UInt32, to json: inout JSONWriter) {
    if last?.port != port {
      last = (port, namespace.flatMap { EventSender(port: port, in: $0) })
    }
    json.key("cause")
    json.beginObject()
    json.member("portID", port)
    if let sender = last?.sender {
      json.member("pid", sender.pid)
      json.member("command", bytes: sender.command)
    }
    json.endObject()
  }
}
