internal import ProcFiles

/// A process that holds sockets, as /proc showed it meanwhile.
public struct OwnerProcess: Sendable {
  public let pid: UInt32
  /// comm: any bytes, at most 15 of a program, more of a kernel thread.
  public let command: [UInt8]
  /// The effective user.
  public let uid: UInt32
  /// When it started: clock ticks since the host started. Together with the pid it identifies the
  /// process among all that have had its number.
  public let startTicks: UInt64
  /// The path of its control group in the hierarchy that systemd or containers use; empty where
  /// there is none.
  public let cgroup: [UInt8]
}

extension OwnerProcess {
  /// Reads it out of files of /proc/PID.
  /// - Returns: nil when one of the files is not as proc(5) says.
  public init?(pid: UInt32, stat: [UInt8], status: [UInt8], cgroup: [UInt8]) {
    guard let command = TaskStat.command(in: stat), let fields = TaskStat(stat[...]),
      let uid = TaskStatus(status[...])?.effectiveUser
    else { return nil }
    self.init(
      pid: pid, command: command, uid: uid, startTicks: fields.startTicks,
      cgroup: CgroupMembership.servicePath(in: cgroup))
  }
}
