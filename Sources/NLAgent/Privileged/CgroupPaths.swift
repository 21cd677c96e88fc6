internal import Protocol
internal import Syscalls

/// Paths of version 2 control groups by the id that the kernel tells of sockets, which is the
/// inode number of the group's directory. The hierarchy is walked once for each request that
/// meets an id, so that no answer tells of groups that were there some time ago.
final class CgroupPaths {
  private var paths: [UInt64: [UInt8]]?
  private var lastID: UInt64 = 0
  private var lastPath: [UInt8]?

  /// Writes the path of a group below its mount, or null where there is none: the group was
  /// removed, lies outside of what is mounted here, or beyond `Limits.cgroupsWalked`.
  func write(_ member: StaticString, _ id: UInt64, to json: inout JSONWriter) {
    if id != lastID || paths == nil {
      lastPath = all()[id]
      lastID = id
    }
    if let lastPath { json.member(member, bytes: lastPath) } else { json.memberNull(member) }
  }

  private func all() -> [UInt64: [UInt8]] {
    if let paths { return paths }
    let mount = ((try? CgroupMount.all()) ?? []).first { $0.version == 2 }
    let found = mount.map { CgroupPaths.walk($0.path) } ?? [:]
    paths = found
    return found
  }

  /// The directories of a hierarchy by inode number, its root as `/`.
  static func walk(_ mount: String, atMost limit: Int = Limits.cgroupsWalked) -> [UInt64: [UInt8]] {
    guard let root = try? Directory(mount), let inode = try? root.inode() else { return [:] }
    var found: [UInt64: [UInt8]] = [inode: Array("/".utf8)]
    var waiting: [[UInt8]] = [[]]
    while let path = waiting.popLast(), found.count < limit {
      let name = path.isEmpty ? "." : String(decoding: path.dropFirst(), as: UTF8.self)
      // One that is gone meanwhile has no sockets either.
      guard let directory = try? root.directory(beneath: name),
        let entries = try? directory.subdirectories()
      else { continue }
      for entry in entries where found.count < limit {
        let below = path + [UInt8(ascii: "/")] + entry.name
        found[entry.inode] = below
        waiting.append(below)
      }
    }
    return found
  }
}
