internal import Netlink
internal import Privileged

/// Which tasks a subscription wants and its client may see.
struct TaskExitFilter: Sendable {
  /// The real user; nil for all.
  var uid: UInt64?
  /// The name; nil for all.
  var command: [UInt8]?
  /// Whether only the last task of each process is wanted.
  var isForProcesses = false
  let rule: TaskRule
  let caller: Caller

  func wants(_ task: borrowing TaskStats) -> Bool {
    let owner = task[.userID]
    guard rule.grantsExit(of: owner.map { UInt32(truncatingIfNeeded: $0) }, to: caller) else {
      return false
    }
    if let uid, owner != uid { return false }
    if isForProcesses, task[.processID] != nil, let flags = task[.flags],
      flags & UInt64(AccountingFlag.lastOfGroup) == 0
    {
      return false
    }
    guard let command else { return true }
    return task.command?.isEqual(command) ?? false
  }
}
