internal import Limits
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Synchronization
internal import Syscalls

/// The smoothed loads of the groups that somebody asks for. One thread samples them all once a
/// second, for who asks seldom would else get little more than the last sample. It ends when nobody
/// has asked for a minute, and rests longer when there is much to count.
final class LoadWatch: Sendable {
  /// A group: its inode in its hierarchy, so that one made anew under the same name begins anew.
  private struct Key: Hashable {
    let mount: String
    let inode: UInt64
    let isRecursive: Bool
  }

  private struct Group {
    let mount: CgroupMount
    let path: [UInt8]
    /// Who asked first.
    let uid: UInt32
    var load: SmoothedLoad
    /// When somebody asked last: milliseconds of CLOCK_MONOTONIC.
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
  private let keptMilliseconds: Int64

  init(
    limit: Int = Limits.smoothedGroups, limitOfOneUser: Int = Limits.smoothedGroupsOfOneUser,
    keptMilliseconds: Int64 = Limits.smoothedMilliseconds
  ) {
    self.limit = limit
    self.limitOfOneUser = limitOfOneUser
    self.keptMilliseconds = keptMilliseconds
  }

  /// The load of a group as of its last sample, which is the one given here when nobody watched it
  /// before.
  /// - Throws: `limitExceeded`, and why the group or the sampler cannot be had.
  func load(
    of group: borrowing CgroupDirectory, isRecursive: Bool, now counts: TaskCounts,
    for uid: UInt32
  ) throws(RPCError) -> SmoothedLoad {
    let inode: UInt64
    do {
      inode = try group.inode()
    } catch {
      throw RPCError(error, doing: "look at \(group.text)")
    }
    let key = Key(mount: group.mount.path, inode: inode, isRecursive: isRecursive)
    let (mount, path) = (group.mount, Array(group.path.dropFirst()))
    var first = SmoothedLoad()
    first.add(
      running: counts.running, uninterruptible: counts.uninterruptible,
      at: KernelClock.monotonicNanoseconds())
    let fresh = Group(
      mount: mount, path: path, uid: uid, load: first, askedAt: KernelClock.monotonicMilliseconds())
    switch state.withLock({ take(key, fresh, &$0) }) {
    case .refused(let why): throw RPCError(.limitExceeded, why)
    case .load(let load, let startsSampler):
      if startsSampler { try startSampler() }
      return load
    }
  }

  private func take(_ key: Key, _ fresh: Group, _ state: inout State) -> Outcome {
    forget(&state)
    if var known = state.groups[key] {
      known.askedAt = fresh.askedAt
      state.groups[key] = known
      return .load(known.load, startsSampler: false)
    }
    guard state.groups.count < limit else {
      return .refused("the load of \(limit) groups is smoothed, the limit")
    }
    let own = state.groups.values.count { $0.uid == fresh.uid }
    guard own < limitOfOneUser else {
      return .refused("user \(fresh.uid) has the load of \(own) groups smoothed, the limit")
    }
    state.groups[key] = fresh
    let startsSampler = !state.isSampling
    state.isSampling = true
    return .load(fresh.load, startsSampler: startsSampler)
  }

  /// Drops what nobody has asked for lately.
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
      // A host that slept has missed samples, which are not made up for.
      let next = due + Limits.sampleMilliseconds
      due = max(
        next > end ? next : end + Limits.sampleMilliseconds,
        end + (end - start) * Limits.samplePause)
    }
  }

  private func sample(_ key: Key, _ mount: CgroupMount, _ path: [UInt8]) {
    let counts: TaskCounts?
    do throws(SystemCallError) {
      counts = try LoadWatch.count(key, mount, path)
    } catch {
      // Without descriptors or memory a sample is left out; the next one weighs more.
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

  /// Counts a group's tasks. It is opened anew each time: an open directory would keep its hierarchy
  /// from being unmounted.
  /// - Returns: nil where another group has its name.
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
