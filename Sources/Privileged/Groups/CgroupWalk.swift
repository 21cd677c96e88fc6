public import Limits
internal import ProcFiles
public import Syscalls

/// A walk through the groups below one, depth first: each group before its children, siblings
/// sorted by name.
public struct CgroupWalk {
  /// The number of groups that were removed while they were read.
  public private(set) var gone = 0
  /// The number of groups that could not be read.
  public private(set) var unreadable = 0
  /// The first group that could not be read, and why.
  public private(set) var firstUnreadable: (group: String, error: SystemCallError)?
  /// Whether groups beyond `limit` were skipped.
  public private(set) var hasTooMany = false
  /// Whether groups deeper than `Limits.cgroupDepth` were skipped.
  public private(set) var isTooDeep = false
  /// The largest number of groups that are read.
  public let limit: Int
  /// Whether groups were left out because `mayTake` refused.
  public private(set) var hasNoMemory = false
  private let mayTake: (Int) -> Bool

  /// A walk that has not started.
  /// - Parameter mayTake: takes bytes of memory, or returns false.
  public init(
    limit: Int = Limits.cgroupsWalked, mayTake: @escaping (Int) -> Bool = { _ in true }
  ) {
    self.limit = limit
    self.mayTake = mayTake
  }

  /// Whether all groups were reached, except for groups that were removed or cannot be read.
  public var isWhole: Bool { !hasTooMany && !isTooDeep && !hasNoMemory }

  /// Calls `body` with each group below `top` and its depth, which is 1 for the children of `top`.
  /// - Parameters:
  ///   - depth: the greatest depth to read; nil for no limit of the client's.
  ///   - body: returns false to end the walk. If it throws, the group counts as removed or
  ///     unreadable.
  public mutating func run(
    below top: borrowing CgroupDirectory, depth: UInt64? = nil,
    _ body: (borrowing CgroupDirectory, Int) throws(SystemCallError) -> Bool
  ) {
    let parent = top.path.last == UInt8(ascii: "/") ? top.path : top.path + [UInt8(ascii: "/")]
    // Paths below `top`, as a stack.
    var waiting: [(path: [UInt8], depth: Int)] = []
    push(top, [], 0, depth, &waiting)
    var groups = 0
    while let (path, level) = waiting.popLast() {
      guard groups < limit else {
        hasTooMany = true
        return
      }
      groups += 1
      do throws(SystemCallError) {
        let group = CgroupDirectory(
          mount: top.mount, path: parent + path,
          directory: try top.directory.directory(beneath: path))
        guard try body(group, level) else { return }
        push(group, path + [UInt8(ascii: "/")], level, depth, &waiting)
      } catch {
        count(error, top.mount.path + String(decoding: parent + path, as: UTF8.self))
      }
    }
  }

  private mutating func push(
    _ group: borrowing CgroupDirectory, _ prefix: [UInt8], _ level: Int, _ depth: UInt64?,
    _ waiting: inout [(path: [UInt8], depth: Int)]
  ) {
    if let depth, UInt64(level) >= depth { return }
    do throws(SystemCallError) {
      let names = try group.directory.subdirectories().map(\.name)
      guard !names.isEmpty else { return }
      guard level < Limits.cgroupDepth else {
        isTooDeep = true
        return
      }
      let bytes = names.reduce(0) { $0 + prefix.count + $1.count + CgroupWalk.bytesOfOneGroup }
      guard mayTake(bytes) else {
        hasNoMemory = true
        return
      }
      for name in names.sorted(by: { $1.lexicographicallyPrecedes($0) }) {
        waiting.append((prefix + name, level + 1))
      }
    } catch {
      count(error, group.text)
    }
  }

  // The head of the array of its path, and its place on the stack, which may have twice the room.
  // `CgroupPaths` and `TaskGroups` keep the path in a table, which takes as much.
  private static let bytesOfOneGroup = 32 + 2 * 24

  /// A removed group is missing from the tree (ENOENT), or its open files have lost it (ENODEV).
  private mutating func count(_ error: SystemCallError, _ group: String) {
    if error.errno == .noSuchFileOrDirectory || error.errno == .noSuchDevice {
      gone += 1
    } else {
      unreadable += 1
      firstUnreadable = firstUnreadable ?? (group, error)
    }
  }
}
