internal import Limits
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Synchronization
internal import Syscalls

/// The smoothed loads of the groups that clients ask for. One thread samples them all once a
/// second, because a client that polls less often would otherwise get little more than the last
/// sample. The thread pauses longer if counting takes long, and ends a minute after the last
/// request.
final class LoadWatch: Sendable {
  /// A group, identified by the inode number in its hierarchy. A new group with the same name is a
  /// different one.
  private struct Key: Hashable {
    let mount: String
    let inode: UInt64
    let isRecursive: Bool
  }

  private struct Group {
    let mount: CgroupMount
    let path: [UInt8]
    /// The user whose request was the first.
    let user: UserAccount
    var load: SmoothedLoad
    /// The time of the last request, in milliseconds of CLOCK_MONOTONIC.
    var askedAt: Int64
  }

  private struct State {
    var groups: [Key: Group] = [:]
    var isSampling = false
  }

  private enum Outcome {
    case load(SmoothedLoad, startsSampler: Bool)
    case refused(String)
  }

  private let state = Mutex(State())
  private let limit: Int
  private let limitOfOneUser: Int
  private let keptForRoot: Int
  private let keptMilliseconds: Int64

  init(
    limit: Int = Limits.smoothedGroups, limitOfOneUser: Int = Limits.smoothedGroupsOfOneUser,
    keptForRoot: Int = Limits.smoothedGroupsKeptForRoot,
    keptMilliseconds: Int64 = Limits.smoothedMilliseconds
  ) {
    self.limit = limit
    self.limitOfOneUser = limitOfOneUser
    self.keptForRoot = keptForRoot
    self.keptMilliseconds = keptMilliseconds
  }

  /// The load of a group at its last sample. If the group was not watched before, the first sample
  /// is `counts`.
  /// - Throws: `limitExceeded`, or another error if the group or the sampler fails.
  func load(
    of group: borrowing CgroupDirectory, isRecursive: Bool, now counts: TaskCounts,
    for user: UserAccount
  ) throws(RPCError) -> SmoothedLoad {
    let inode: UInt64
    do {
      inode = try group.inode()
    } catch {
      throw RPCError(error, doing: "read the inode of \(group.text)")
    }
    let key = Key(mount: group.mount.path, inode: inode, isRecursive: isRecursive)
    let (mount, path) = (group.mount, Array(group.path.dropFirst()))
    var first = SmoothedLoad()
    first.add(
      running: counts.running, uninterruptible: counts.uninterruptible,
      at: KernelClock.monotonicNanoseconds())
    let fresh = Group(
      mount: mount, path: path, user: user, load: first,
      askedAt: KernelClock.monotonicMilliseconds())
    switch state.withLock({ admit(key, fresh, &$0) }) {
    case .refused(let why): throw RPCError(.limitExceeded, why)
    case .load(let load, let startsSampler):
      if startsSampler { try startSampler() }
      return load
    }
  }

  private func admit(_ key: Key, _ fresh: Group, _ state: inout State) -> Outcome {
    forget(&state)
    if var known = state.groups[key] {
      known.askedAt = fresh.askedAt
      state.groups[key] = known
      return .load(known.load, startsSampler: false)
    }
    guard state.groups.count < fresh.user.places(of: limit, keptForRoot: keptForRoot) else {
      return .refused("the loads of \(limit) groups are smoothed, which is the limit")
    }
    let own = state.groups.values.count { $0.user == fresh.user }
    guard own < limitOfOneUser else {
      return .refused(
        "user \(fresh.user.uid) has the loads of \(own) groups smoothed, "
          + "which is the limit for one user")
    }
    state.groups[key] = fresh
    let startsSampler = !state.isSampling
    state.isSampling = true
    return .load(fresh.load, startsSampler: startsSampler)
  }

  /// Removes the groups whose last request is too long ago.
  private func forget(_ state: inout State) {
    let limit = KernelClock.monotonicMilliseconds() - keptMilliseconds
    if state.groups.values.contains(where: { $0.askedAt < limit }) {
      state.groups = state.groups.filter { $0.value.askedAt >= limit }
    }
  }

  // MARK: The sampler

  private func startSampler() throws(RPCError) {
    do throws(SystemCallError) {
      try Thread.start(stackBytes: Limits.threadStackBytes) { self.sample() }
    } catch {
      state.withLock { state in
        state.isSampling = false
        state.groups = [:]
      }
      throw RPCError(error, doing: "start the thread that samples loads")
    }
  }

  private func sample() {
    var due = KernelClock.monotonicMilliseconds() + Limits.sampleMilliseconds
    while true {
      KernelClock.sleep(milliseconds: Int(max(0, due - KernelClock.monotonicMilliseconds())))
      let watched = state.withLock { state in
        forget(&state)
        state.isSampling = !state.groups.isEmpty
        return state.groups.map { (key: $0.key, mount: $0.value.mount, path: $0.value.path) }
      }
      guard !watched.isEmpty else { return }
      let start = KernelClock.monotonicMilliseconds()
      for (key, mount, path) in watched { sample(key, mount, path) }
      let end = KernelClock.monotonicMilliseconds()
      // Samples missed while the host was suspended are not taken later.
      let next = due + Limits.sampleMilliseconds
      due = max(
        next > end ? next : end + Limits.sampleMilliseconds,
        end + (end - start) * Limits.samplePauseFactor)
    }
  }

  private func sample(_ key: Key, _ mount: CgroupMount, _ path: [UInt8]) {
    let counts: TaskCounts?
    do throws(SystemCallError) {
      counts = try LoadWatch.count(key, mount, path)
    } catch {
      // For want of descriptors or memory a sample is skipped; the next one weighs more.
      guard [.noSuchFileOrDirectory, .noSuchDevice].contains(error.errno) else { return }
      counts = nil
    }
    let now = KernelClock.monotonicNanoseconds()
    state.withLock { state in
      if let counts {
        state.groups[key]?.load.add(
          running: counts.running, uninterruptible: counts.uninterruptible, at: now)
      } else {
        state.groups[key] = nil
      }
    }
  }

  /// Counts a group's tasks. The group is opened for each sample, because an open directory would
  /// keep its hierarchy from being unmounted.
  /// - Returns: nil if another group has the name now.
  private static func count(
    _ key: Key, _ mount: CgroupMount, _ path: [UInt8]
  ) throws(SystemCallError) -> TaskCounts? {
    guard let group = try CgroupDirectory.open(path, in: mount),
      try group.inode() == key.inode
    else { return nil }
    var counter = GroupCounter()
    var counts = GroupCounts()
    guard try counter.addTasks(group, to: &counts), key.isRecursive else { return counts.proc }
    var walk = CgroupWalk()
    walk.run(below: group) { group, _ throws(SystemCallError) in
      try counter.addTasks(group, to: &counts)
    }
    return counts.proc
  }
}
