internal import Protocol
internal import Syscalls

/// The control groups of all tasks, found by walking the hierarchies: a few files a group, where
/// /proc has one for each task. The root of a hierarchy is not read: who is in no other group is
/// there. See cgroups(7).
struct TaskGroups {
  private var paths: [[UInt8]] = []
  private var places: [UInt32: Int] = [:]

  /// Walks the hierarchies there are.
  init() {
    for mount in TaskGroups.mounts() { walk(mount) }
  }

  /// The path below its mount of the group that a task is in: that of systemd's hierarchy, or the
  /// first one that is not the root, in the order of /proc/PID/cgroup.
  func path(of task: UInt32) -> [UInt8]? {
    if let place = places[task] { return paths[place] }
    return isMounted ? TaskGroups.root : nil
  }

  private static let root = Array("/".utf8)
  private var isMounted = false

  /// The mounted hierarchies: systemd's, and then as /proc/self/cgroup has them.
  private static func mounts() -> [CgroupMount] {
    let mounts = (try? CgroupMount.all()) ?? []
    let lines = (try? Files.read("/proc/self/cgroup", atMost: Limits.procFileBytes)) ?? []
    var found: [CgroupMount] = []
    for line in lines.split(separator: 0x0a) {
      let fields = line.split(separator: 0x3a, maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let controllers = fields[1].split(separator: 0x2c).map { String(decoding: $0, as: UTF8.self) }
      let mount = mounts.first { mount in
        controllers.isEmpty
          ? mount.version == 2
          : mount.version == 1 && Set(mount.controllers) == Set(controllers)
      }
      guard let mount else { continue }
      found.insert(mount, at: controllers == ["name=systemd"] ? 0 : found.count)
    }
    return found
  }

  private mutating func walk(_ mount: CgroupMount) {
    guard let root = try? Directory(mount.path) else { return }
    isMounted = true
    let list: StaticString = mount.version == 1 ? "tasks" : "cgroup.threads"
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    var waiting: [[UInt8]] = [[]]
    var walked = 0
    while let path = waiting.popLast(), walked < Limits.cgroupsWalked {
      walked += 1
      let name = path.isEmpty ? "." : String(decoding: path.dropFirst(), as: UTF8.self)
      // One that is gone meanwhile has no tasks either.
      guard let directory = try? root.directory(beneath: name) else { continue }
      if !path.isEmpty, let file = try? directory.file(list) { add(path, file, &buffer) }
      for entry in (try? directory.subdirectories()) ?? [] {
        waiting.append(path + [UInt8(ascii: "/")] + entry.name)
      }
    }
  }

  private mutating func add(
    _ path: [UInt8], _ file: borrowing FileDescriptor, _ buffer: inout [UInt8]
  ) {
    paths.append(path)
    let place = paths.count - 1
    var id: UInt32 = 0
    while let got = try? file.read(into: &buffer), got > 0 {
      for byte in buffer[..<got] {
        if byte == 0x0a {
          if places[id] == nil { places[id] = place }
          id = 0
        } else {
          id = id &* 10 &+ UInt32(byte & 15)
        }
      }
    }
  }
}
