internal import ProcFiles

/// A process that holds sockets, as /proc showed it during the walk.
public struct OwnerProcess: Sendable {
  /// The pid in the agent's pid namespace.
  public let pid: UInt32
  /// The name (comm): any bytes, at most 15 for a program and more for a kernel thread.
  public let command: [UInt8]
  /// The effective user.
  public let uid: UInt32
  /// The time from the boot of the host to the start of the process, in clock ticks. Together with
  /// the pid it identifies the process among all that have had this pid.
  public let startTicks: UInt64
  /// The path of the process's control group in the hierarchy that systemd or containers use; empty
  /// if there is none.
  public let cgroup: [UInt8]
}

extension OwnerProcess {
  /// Parses the files of /proc/PID.
  /// - Returns: nil if a file does not have the form of proc(5).
  public init?(pid: UInt32, stat: [UInt8], status: [UInt8], cgroup: [UInt8]) {
    guard let command = TaskStat.command(in: stat), let fields = TaskStat(stat[...]),
      let uid = TaskStatus(status[...])?.effectiveUser
    else { return nil }
    self.init(
      pid: pid, command: command, uid: uid, startTicks: fields.startTicks,
      cgroup: CgroupMembership.servicePath(in: cgroup))
  }
}
