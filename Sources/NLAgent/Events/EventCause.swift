internal import Privileged
internal import Protocol

/// Who asked for a change: the netlink port in the header of its event, and the process behind it
/// where that is known.
struct EventCause {
  // The inode of the network namespace that is watched.
  private let namespace: UInt64?
  // One request makes many events, all with the same port.
  private var last: (port: UInt32, sender: EventSender?)?

  init(in namespace: TargetNamespace?) {
    self.namespace = namespace?.inode ?? NamespaceFinder.own
  }

  /// Forgets what is known of a port, for a number may come to mean another process.
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
