import Syscalls

/// Which processes hold which sockets, as found by one walk over the descriptor tables. It is
/// immutable, so that all who need it can share it, and is freed with the last of them.
///
/// It uses at most 40 bytes per socket: 16 for each descriptor, twice that while it grows, and 4 to
/// 8 for the hash table.
public final class OwnerIndex: Sendable {
  /// A descriptor table that contains sockets. It belongs to a process, or to a thread that does
  /// not share its process's table.
  public struct Holder: Sendable {
    /// The index of the process in `processes`.
    public let process: Int
    /// The thread that the table belongs to; nil for the process's table.
    public let thread: UInt32?
  }

  /// One descriptor of a socket.
  public struct Holding: Sendable {
    /// The inode number of the socket.
    public let inode: UInt32
    /// The number of the descriptor.
    public let descriptor: UInt32
    /// The index of the descriptor table in `holders`.
    public let holder: UInt32
    /// The index of the next holding with the same hash, plus one; 0 for none.
    public fileprivate(set) var next: UInt32 = 0

    /// One descriptor of a socket.
    public init(inode: UInt32, descriptor: UInt32, holder: UInt32) {
      self.inode = inode
      self.descriptor = descriptor
      self.holder = holder
    }
  }

  /// How the walk was done and how complete it was.
  public struct Verdict: Sendable {
    /// How the tables were read.
    public enum Source: Sendable { case bpf, proc }
    /// How the tables were read.
    public let source: Source
    /// The start of the walk, in nanoseconds of CLOCK_MONOTONIC.
    public let began: Int64
    /// The duration of the walk in nanoseconds.
    public let took: Int64
    /// The number of processes that were read; with BPF, of those that have sockets.
    public let processes: Int
    /// The number of processes with descriptors that could not all be read.
    public let unreadable: Int
    /// Why further processes may exist; nil if all were visible.
    public let hidden: HiddenProcesses?

    /// Whether a socket without a known holder may have one.
    public var hasGaps: Bool { unreadable > 0 || hidden != nil }
  }

  /// How the walk was done and how complete it was.
  public let verdict: Verdict
  /// All descriptor tables that contain sockets.
  public let holders: [Holder]
  /// The processes of the tables; nil for one that ended, or whose pid was reused, during the walk.
  public let processes: [OwnerProcess?]
  private let holdings: [Holding]
  // The index of the first holding of each hash, plus one.
  private let heads: [UInt32]
  private let mask: Int

  /// Builds the hash table.
  /// - Parameter holdings: in the order in which `holders(of:)` returns them.
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

  /// About how much memory the index takes, in bytes.
  public var bytes: Int {
    holdings.count * MemoryLayout<Holding>.stride + heads.count * MemoryLayout<UInt32>.stride
      + holders.count * MemoryLayout<Holder>.stride + processes.count * OwnerIndex.processBytes
  }

  // Name and control group of a process are arrays of their own.
  private static let processBytes = 256

  private static func hash(_ inode: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(inode) &* 0x9e37_79b9_7f4a_7c15) >> 32)
  }

  /// The descriptors of a socket. Those in one table are consecutive.
  public func holders(of inode: UInt32) -> Holders {
    Holders(index: self, inode: inode, place: heads[OwnerIndex.hash(inode) & mask])
  }

  /// Whether a process that holds the socket satisfies a condition, for filters.
  public func isHeld(_ inode: UInt32, by condition: (OwnerProcess) -> Bool) -> Bool {
    for holding in holders(of: inode) {
      if let process = process(of: holding), condition(process) { return true }
    }
    return false
  }

  /// The process that a descriptor belongs to; nil if it ended during the walk.
  public func process(of holding: Holding) -> OwnerProcess? {
    processes[holders[Int(holding.holder)].process]
  }

  /// The sequence of one socket's descriptors.
  public struct Holders: Sequence, IteratorProtocol {
    private let index: OwnerIndex
    private let inode: UInt32
    private var place: UInt32

    fileprivate init(index: OwnerIndex, inode: UInt32, place: UInt32) {
      self.index = index
      self.inode = inode
      self.place = place
    }

    /// The next descriptor.
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
