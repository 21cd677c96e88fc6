internal import Limits
internal import ProcFiles
internal import Syscalls

/// The paths of version 2 control groups by id, which is the inode number of the group's directory.
/// Each request that contains an id walks the hierarchy once. So no answer contains paths from an
/// earlier time.
public final class CgroupPaths {
  private var paths: [UInt64: [UInt8]]?
  private var lastID: UInt64 = 0
  private var lastPath: [UInt8]?
  private let mayTake: (Int) -> Bool

  /// Reads nothing yet.
  /// - Parameter mayTake: takes bytes of memory, or returns false.
  public init(mayTake: @escaping (Int) -> Bool = { _ in true }) {
    self.mayTake = mayTake
  }

  /// The path of a group below its mount; nil if the group was removed, is outside the mounted part
  /// of the hierarchy, or was not reached by a walk over `Limits.cgroupsWalked` groups, or over
  /// fewer if there is no memory for more.
  public func path(of id: UInt64) -> [UInt8]? {
    if id != lastID || paths == nil {
      lastPath = all()[id]
      lastID = id
    }
    return lastPath
  }

  private func all() -> [UInt64: [UInt8]] {
    if let paths { return paths }
    let mount = ((try? CgroupMounts.read()) ?? []).first { $0.version == 2 }
    let found = mount.map { CgroupPaths.read($0, mayTake: mayTake) } ?? [:]
    paths = found
    return found
  }

  /// The groups of a hierarchy by inode number; the root has the path `/`.
  static func read(
    _ mount: CgroupMount, atMost limit: Int = Limits.cgroupsWalked,
    mayTake: @escaping (Int) -> Bool = { _ in true }
  ) -> [UInt64: [UInt8]] {
    guard let root = try? CgroupDirectory.open([], in: mount), let inode = try? root.inode()
    else { return [:] }
    var found: [UInt64: [UInt8]] = [inode: root.path]
    var walk = CgroupWalk(limit: limit - 1, mayTake: mayTake)
    walk.run(below: root) { group, _ throws(SystemCallError) in
      found[try group.inode()] = group.path
      return true
    }
    return found
  }
}
