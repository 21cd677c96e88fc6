internal import Limits
internal import Syscalls

/// The process that owns a netlink port, if it can be found.
public struct EventSender: Sendable {
  /// The pid in the agent's pid namespace.
  public let pid: UInt32
  /// The name from `/proc/PID/comm`: any bytes.
  public let command: [UInt8]

  /// Finds the process of a port. The port of a program's first netlink socket is its pid, in the
  /// program's own pid namespace. So a process with that number counts only if it is in the event's
  /// network namespace.
  /// - Parameter namespace: the inode number of the network namespace of the event.
  /// - Returns: nil if no process matches.
  public init?(port: UInt32, in namespace: UInt64) {
    guard port != 0, port <= UInt32(Int32.max),
      let link = try? Files.linkTarget("/proc/\(port)/ns/net"),
      NamespaceSurvey.inode(inLink: link) == namespace,
      let command = try? Files.read("/proc/\(port)/comm", atMost: Limits.procFileBytes)
    else { return nil }
    pid = port
    self.command = command.last == UInt8(ascii: "\n") ? command.dropLast() : command
  }
}
