public import Limits
internal import ProcFiles
public import Syscalls

/// A walk through the groups below one: each before those below it, siblings by name.
public struct CgroupWalk {
  /// How many groups were removed while they were read.
  public private(set) var gone = 0
  /// How many groups could not be read.
  public private(set) var unreadable = 0
  public private(set) var firstUnreadable: (group: String, error: SystemCallError)?
  /// Whether groups beyond `limit` were left out.
  public private(set) var hasTooMany = false
  /// Whether groups below `Limits.cgroupDepth` were left out.
  public private(set) var isTooDeep = false
  /// How many groups are read at most.
  public let limit: Int

  public init(limit: Int = Limits.cgroupsWalked) {
    self.limit = limit
  }

  /// Calls `body` with each group below `top` and how deep it is, those directly below being 1.
  /// - Parameters:
  ///   - depth: how deep to go; nil for all that there is.
  ///   - body: returns false to end the walk; what it throws is counted as the group's failure.
  public mutating func run(
    below top: borrowing CgroupDirectory, depth: UInt64? = nil,
    _ body: (borrowing CgroupDirectory, Int) throws(SystemCallError) -> Bool
  ) {
    let parent = top.path.last == UInt8(ascii: "/") ? top.path : top.path + [UInt8(ascii: "/")]
    // Paths below `top`. The last is the next.
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
      for name in names.sorted(by: { $1.lexicographicallyPrecedes($0) }) {
        waiting.append((prefix + name, level + 1))
      }
    } catch {
      count(error, group.text)
    }
  }

  /// A group that was removed is gone from the tree (ENOENT), or from under an open file (ENODEV).
  private mutating func count(_ error: SystemCallError, _ group: String) {
    if error.errno == .noSuchFileOrDirectory || error.errno == .noSuchDevice {
      gone += 1
    } else {
      unreadable += 1
      firstUnreadable = firstUnreadable ?? (group, error)
    }
  }
}
