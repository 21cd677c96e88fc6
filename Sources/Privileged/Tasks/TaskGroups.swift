internal import Limits
internal import ProcFiles
public import Syscalls

/// The control groups of all tasks, found by walking the hierarchies. That reads a few files per
/// group instead of one per task. The root of a hierarchy is not read: a task that is in no other
/// group is in the root. See cgroups(7).
public struct TaskGroups {
  private var paths: [[UInt8]] = []
  private var places: [UInt32: Int] = [:]
  private var isMounted = false
  // Whether a task without a known group can be in another group than the root.
  private var isCut = false
  /// The first error because of which groups of tasks are not known.
  public private(set) var failure: SystemCallError?

  /// Walks the mounted hierarchies.
  /// - Parameter mayTake: takes bytes of memory, or returns false.
  public init(mayTake: @escaping (Int) -> Bool = { _ in true }) {
    do throws(SystemCallError) {
      for mount in try TaskGroups.mounts() { read(mount, mayTake) }
    } catch {
      fail(error)
    }
  }

  /// The path of a task's group below its mount. Of several hierarchies systemd's counts; without
  /// it, the first one in the order of `/proc/PID/cgroup` in which the task is not in the root.
  /// - Returns: nil if no hierarchy is mounted, or if the task's group is not among those that the
  ///   limits of a walk allow.
  public func path(of task: UInt32) -> [UInt8]? {
    if let place = places[task] { return paths[place] }
    return isMounted && !isCut ? TaskGroups.root : nil
  }

  private static let root = Array("/".utf8)

  /// The mounted hierarchies: systemd's first, the others in the order of /proc/self/cgroup.
  private static func mounts() throws(SystemCallError) -> [CgroupMount] {
    let mounts = try CgroupMounts.read()
    let own: [UInt8]
    do throws(SystemCallError) {
      own = try Files.read("/proc/self/cgroup", atMost: Limits.procFileBytes)
    } catch {
      // A kernel without control groups.
      guard error.errno == .noSuchFileOrDirectory else { throw error }
      return []
    }
    var found: [CgroupMount] = []
    for membership in CgroupMembership.parse(own) {
      let mount = mounts.first { mount in
        mount.version == membership.version
          && Set(mount.controllers) == Set(membership.controllers)
      }
      guard let mount else { continue }
      let isSystemds = membership.controllers == ["name=systemd"]
      found.insert(mount, at: isSystemds ? 0 : found.count)
    }
    return found
  }

  private mutating func read(_ mount: CgroupMount, _ mayTake: @escaping (Int) -> Bool) {
    let root: CgroupDirectory
    do throws(SystemCallError) {
      guard let found = try CgroupDirectory.open([], in: mount) else { return }
      root = found
    } catch {
      return fail(error)
    }
    isMounted = true
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    var walk = CgroupWalk(mayTake: mayTake)
    walk.run(below: root) { group, _ throws(SystemCallError) in
      try add(group.path, try group.tasks(), &buffer)
      return true
    }
    isCut = isCut || !walk.isWhole
    if let (_, error) = walk.firstUnreadable { fail(error) }
  }

  private mutating func fail(_ error: SystemCallError) {
    isCut = true
    if failure == nil { failure = error }
  }

  private mutating func add(
    _ path: [UInt8], _ file: borrowing FileDescriptor, _ buffer: inout [UInt8]
  ) throws(SystemCallError) {
    paths.append(path)
    let place = paths.count - 1
    var id: UInt32 = 0
    while true {
      let got = try file.read(into: &buffer)
      if got == 0 { return }
      for byte in buffer[..<got] {
        if byte == UInt8(ascii: "\n") {
          if places[id] == nil { places[id] = place }
          id = 0
        } else {
          id = id &* 10 &+ UInt32(byte & 15)
        }
      }
    }
  }
}
