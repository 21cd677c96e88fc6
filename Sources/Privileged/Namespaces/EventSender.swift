internal import Limits
internal import Syscalls

/// The process behind a netlink port, where it can be known.
public struct EventSender: Sendable {
  public let pid: UInt32
  /// comm: any bytes.
  public let command: [UInt8]

  /// A program's first netlink socket has its process id for a port, as its own pid namespace
  /// counts. A process of that number in another network namespace is somebody else.
  /// - Parameter namespace: the inode of the network namespace that the event is from.
  /// - Returns: nil where no process fits.
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
