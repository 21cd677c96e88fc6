internal import Limits
public import Netlink
internal import ProcFiles
public import Syscalls

/// The tasks of control groups by what they do: the kernel's counts where it has them, and our own
/// from /proc always.
public struct GroupCounts {
  public var proc = TaskCounts()
  /// CGROUPSTATS; nil where the kernel has none.
  public var stats: CgroupStats?
  /// Why there is none.
  public var statsObstacle: StatsObstacle?
  /// How many groups were counted.
  public var groups: UInt64 = 0

  public init() {}
}

/// Why a group has no CGROUPSTATS.
public enum StatsObstacle: Sendable {
  /// The kernel has them for groups of version 1 alone.
  case version2
  case failed(PrivilegedError)
}

/// Counts groups one after the other, for one answer.
public struct GroupCounter: ~Copyable {
  private var conversation: Conversation<KernelTransport>?
  private var family: UInt16 = 0
  // How many tasks may still be looked at.
  private var left = Limits.tasksCounted

  public init() {}

  /// Adds a group's own tasks, not those of groups below it.
  /// - Returns: false when there are more tasks than may be looked at.
  public mutating func add(
    _ group: borrowing CgroupDirectory, to counts: inout GroupCounts
  ) throws(SystemCallError) -> Bool {
    let file = try group.tasks()
    addStats(group, to: &counts)
    return try addTasks(file, group, to: &counts)
  }

  /// The same without CGROUPSTATS.
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
    let isWhole = try counts.proc.add(listedIn: file, atMost: before + left)
    left -= min(left, counts.proc.listed - before)
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
      // Where one group is not counted, the sum of the others would be no one's.
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
      // What is left of this exchange must not be taken for the next one's answer.
      conversation = nil
      throw .netlink(error, doing: .readCgroupStats)
    }
    guard let stats else { throw .noCgroupStats }
    return stats
  }
}
