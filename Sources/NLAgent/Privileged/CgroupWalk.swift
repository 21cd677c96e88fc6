internal import Syscalls

/// A walk through the groups below one: each before those below it, siblings by name.
struct CgroupWalk {
  /// What made the walk incomplete.
  private(set) var problems: [Problem] = []
  private var gone = 0
  private var unreadable = 0
  private var firstUnreadable: (group: String, error: SystemCallError)?
  private var groups = 0
  private var isTooDeep = false

  /// Calls `body` with each group below `top` and how deep it is, those directly below being 1.
  /// - Parameters:
  ///   - depth: how deep to go; nil for all that there is.
  ///   - body: returns false to end the walk; what it throws is counted as the group's failure.
  mutating func run(
    below top: borrowing CgroupDirectory, depth: UInt64? = nil,
    groups limit: Int = Limits.cgroupsWalked,
    _ body: (borrowing CgroupDirectory, Int) throws(SystemCallError) -> Bool
  ) {
    defer { conclude(limit) }
    let parent = top.path.last == UInt8(ascii: "/") ? top.path : top.path + [UInt8(ascii: "/")]
    // Paths below `top`. The last is the next.
    var waiting: [(path: [UInt8], depth: Int)] = []
    push(top, [], 0, depth, &waiting)
    while let (path, level) = waiting.popLast() {
      guard groups < limit else {
        groups += 1
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
        note(error, top.mount.path + String(decoding: parent + path, as: UTF8.self))
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
      note(error, group.text)
    }
  }

  /// A group that was removed is gone from the tree (ENOENT), or from under an open file (ENODEV).
  private mutating func note(_ error: SystemCallError, _ group: String) {
    if error.errno == .noSuchFileOrDirectory || error.errno == .noSuchDevice {
      gone += 1
    } else {
      unreadable += 1
      firstUnreadable = firstUnreadable ?? (group, error)
    }
  }

  private mutating func conclude(_ limit: Int) {
    if gone > 0 {
      problems.append(
        Problem("notFound", "groups that were removed while they were looked at: \(gone)"))
    }
    if let firstUnreadable {
      problems.append(
        Problem(
          firstUnreadable.error.errno == .permissionDenied ? "permissionDenied" : "kernelError",
          "groups that cannot be read: \(unreadable), the first of them "
            + "\(firstUnreadable.group): \(firstUnreadable.error.explanation)",
          errno: firstUnreadable.error.name))
    }
    if groups > limit {
      problems.append(
        Problem("limitExceeded", "there are more than \(limit) groups; the others are left out"))
    }
    if isTooDeep {
      problems.append(
        Problem(
          "limitExceeded", "groups more than \(Limits.cgroupDepth) levels down are left out"))
    }
  }
}

extension Problem {
  /// There are more tasks than are looked at for one answer.
  static let tooManyTasks = Problem(
    "limitExceeded", "there are more than \(Limits.tasksCounted) tasks; the others are left out")
}
