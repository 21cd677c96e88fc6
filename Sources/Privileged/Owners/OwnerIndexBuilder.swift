internal import Syscalls

/// Collects the results of a walk.
struct OwnerIndexBuilder: ~Copyable {
  private(set) var holdings: [OwnerIndex.Holding] = []
  private(set) var holders: [OwnerIndex.Holder] = []
  private(set) var processes: [OwnerProcess?] = []
  /// The number of processes that were read.
  var readProcesses = 0
  /// The number of processes with descriptors that could not all be read.
  var unreadableProcesses = 0
  private let began = KernelClock.monotonicNanoseconds()

  /// Reserves a place for a process whose facts are set later.
  /// - Returns: its index.
  mutating func addProcess() -> Int {
    processes.append(nil)
    return processes.count - 1
  }

  mutating func setProcess(_ place: Int, _ process: OwnerProcess?) { processes[place] = process }

  /// - Returns: the index of the table.
  mutating func addHolder(_ process: Int, thread: UInt32? = nil) -> UInt32 {
    holders.append(OwnerIndex.Holder(process: process, thread: thread))
    return UInt32(truncatingIfNeeded: holders.count - 1)
  }

  @inline(__always)
  mutating func add(inode: UInt32, descriptor: UInt32, holder: UInt32) {
    // Indices are 32 bits wide; chains store them plus one.
    guard holdings.count < Int(UInt32.max) - 1 else { return }
    holdings.append(
      OwnerIndex.Holding(inode: inode, descriptor: descriptor, holder: holder))
  }

  /// Removes the last table if it is this one and contains no sockets.
  mutating func removeHolder(_ holder: UInt32) {
    if Int(holder) == holders.count - 1, holdings.last?.holder != holder { holders.removeLast() }
  }

  /// Removes the last process if it is this one and has no tables.
  mutating func removeProcess(_ place: Int) {
    if place == processes.count - 1, holders.last?.process != place { processes.removeLast() }
  }

  consuming func finish(_ source: OwnerIndex.Verdict.Source) -> OwnerIndex {
    // Moved out, because the index changes them in place.
    let holdings = self.holdings
    self.holdings = []
    return OwnerIndex(
      OwnerIndex.Verdict(
        source: source, began: began, took: KernelClock.monotonicNanoseconds() - began,
        processes: readProcesses, unreadable: unreadableProcesses,
        hidden: HiddenProcesses.find()),
      processes: processes, holders: holders, holdings: holdings)
  }
}
