internal import Limits
public import Netlink
internal import ProcFiles
public import Syscalls

/// Tasks of control groups, counted by state: always the agent's own counts from /proc, and the
/// kernel's where it has them.
public struct GroupCounts {
  /// The counts from /proc.
  public var proc = TaskCounts()
  /// The kernel's counts (CGROUPSTATS); nil if there are none.
  public var stats: CgroupStats?
  /// Why the kernel's counts are missing.
  public var statsObstacle: StatsObstacle?
  /// The number of groups that were counted.
  public var groups: UInt64 = 0

  /// Zero in all counts.
  public init() {}
}

/// Why a group has no CGROUPSTATS.
public enum StatsObstacle: Sendable {
  /// The kernel has them only for groups of version 1.
  case version2
  /// The request failed.
  case failed(PrivilegedError)
}

/// Counts the tasks of several groups for one answer.
public struct GroupCounter: ~Copyable {
  private var conversation: Conversation<KernelTransport>?
  private var family: UInt16 = 0
  // The number of tasks that may still be read.
  private var remaining = Limits.tasksCounted
  private let isHidden: Bool

  /// A counter that has not counted anything.
  public init() {
    isHidden = HiddenProcesses.find() == .byMount
  }

  /// Adds the tasks of a group, without those of the groups below it.
  /// - Returns: false if there are more tasks than `Limits.tasksCounted`.
  public mutating func add(
    _ group: borrowing CgroupDirectory, to counts: inout GroupCounts
  ) throws(SystemCallError) -> Bool {
    let file = try group.tasks()
    addStats(group, to: &counts)
    return try addTasks(file, group, to: &counts)
  }

  /// Adds the tasks of a group without CGROUPSTATS.
  /// - Returns: false if there are more tasks than `Limits.tasksCounted`.
  public mutating func addTasks(
    _ group: borrowing CgroupDirectory, to counts: inout GroupCounts
  ) throws(SystemCallError) -> Bool {
    try addTasks(try group.tasks(), group, to: &counts)
  }

  private mutating func addTasks(
    _ file: borrowing FileDescriptor, _ group: borrowing CgroupDirectory,
    to counts: inout GroupCounts
  ) throws(SystemCallError) -> Bool {
    let before = counts.proc.listed
    let isWhole = try counts.proc.add(
      listedIn: file, atMost: before + remaining, isHidden: isHidden)
    remaining -= min(remaining, counts.proc.listed - before)
    counts.groups += 1
    return isWhole
  }

  private mutating func addStats(
    _ group: borrowing CgroupDirectory, to counts: inout GroupCounts
  ) {
    guard group.mount.version == 1 else {
      counts.statsObstacle = .version2
      return
    }
    do throws(PrivilegedError) {
      let stats = try stats(of: group)
      // If one group has no counts, a sum over the others would be misleading.
      if counts.statsObstacle == nil { counts.stats = counts.stats.map { $0 + stats } ?? stats }
    } catch {
      counts.stats = nil
      counts.statsObstacle = .failed(error)
    }
  }

  private mutating func stats(of group: borrowing CgroupDirectory) throws(PrivilegedError)
    -> CgroupStats
  {
    if conversation == nil {
      family = try GenericFamilies.find("TASKSTATS").id
      conversation = try KernelSockets.open(
        .generic, bufferBytes: Conversation<KernelTransport>.exchangeBytes)
    }
    var stats: CgroupStats?
    do throws(NetlinkError) {
      try conversation?.exchange(
        .cgroupStats(taskstats: family, directory: group.directory.number)
      ) { message throws(NetlinkError) in
        stats = try CgroupStats(message.payload)
      }
    } catch {
      // The unread part of this exchange must not be taken for the next answer.
      conversation = nil
      throw .netlink(error, doing: .readCgroupStats)
    }
    guard let stats else { throw .noCgroupStats }
    return stats
  }
}
