import Syscalls

/// Who holds which socket, as one walk over the tables of descriptors found it. It never changes,
/// so that everybody who asked can read it, and is freed with the last of them.
///
/// At most 40 bytes a socket: 16 for each descriptor and 4 to 8 for the hash table, and twice the
/// former while it grows.
public final class OwnerIndex: Sendable {
  /// A descriptor table with sockets: a process's, or that of a thread with its own.
  public struct Holder: Sendable {
    /// Where in `processes` its process is.
    public let process: Int
    /// The thread whose table it is; nil for the process's.
    public let thread: UInt32?
  }

  /// One socket in one table.
  public struct Holding: Sendable {
    public let inode: UInt32
    public let descriptor: UInt32
    /// Where in `holders` its table is.
    public let holder: UInt32
    /// The next of the same hash, plus one; 0 for none.
    public fileprivate(set) var next: UInt32 = 0

    public init(inode: UInt32, descriptor: UInt32, holder: UInt32) {
      self.inode = inode
      self.descriptor = descriptor
      self.holder = holder
    }
  }

  /// How the walk went.
  public struct Verdict: Sendable {
    public enum Source: Sendable { case bpf, proc }
    public let source: Source
    /// When it began, in nanoseconds of CLOCK_MONOTONIC.
    public let began: Int64
    public let took: Int64
    /// Processes that were looked at; by BPF, those with sockets.
    public let processes: Int
    /// Processes with descriptors that could not all be read.
    public let unreadable: Int
  }

  public let verdict: Verdict
  public let holders: [Holder]
  /// nil in place of a process that ended, or whose number was given away, while it was looked at.
  public let processes: [OwnerProcess?]
  private let holdings: [Holding]
  // For each hash the first holding, plus one.
  private let heads: [UInt32]
  private let mask: Int

  public init(
    _ verdict: Verdict, processes: [OwnerProcess?], holders: [Holder],
    holdings: consuming [Holding]
  ) {
    var size = 64
    while size < holdings.count { size *= 2 }
    var heads = [UInt32](repeating: 0, count: size)
    let mask = size - 1
    // From the end, so that chains keep the order of the walk.
    for index in holdings.indices.reversed() {
      let hash = OwnerIndex.hash(holdings[index].inode) & mask
      holdings[index].next = heads[hash]
      heads[hash] = UInt32(truncatingIfNeeded: index &+ 1)
    }
    self.verdict = verdict
    self.processes = processes
    self.holders = holders
    self.holdings = holdings
    self.heads = heads
    self.mask = mask
  }

  private static func hash(_ inode: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(inode) &* 0x9e37_79b9_7f4a_7c15) >> 32)
  }

  /// The descriptors a socket has; all those of one table come one after the other.
  public func holders(of inode: UInt32) -> Holders {
    Holders(index: self, inode: inode, place: heads[OwnerIndex.hash(inode) & mask])
  }

  /// Whether a process that holds the socket satisfies the condition: for filters.
  public func isHeld(_ inode: UInt32, by condition: (OwnerProcess) -> Bool) -> Bool {
    for holding in holders(of: inode) {
      if let process = process(of: holding), condition(process) { return true }
    }
    return false
  }

  /// The process that a descriptor belongs to; nil when it ended meanwhile.
  public func process(of holding: Holding) -> OwnerProcess? {
    processes[holders[Int(holding.holder)].process]
  }

  /// Steps through one socket's descriptors.
  public struct Holders: Sequence, IteratorProtocol {
    private let index: OwnerIndex
    private let inode: UInt32
    private var place: UInt32

    fileprivate init(index: OwnerIndex, inode: UInt32, place: UInt32) {
      self.index = index
      self.inode = inode
      self.place = place
    }

    public mutating func next() -> Holding? {
      while place != 0 {
        let holding = index.holdings[Int(place &- 1)]
        place = holding.next
        if holding.inode == inode { return holding }
      }
      return nil
    }
  }
}
