/// A line of `/proc/PID/cgroup`: the group of one hierarchy that a process is in. See cgroups(7).
public struct CgroupMembership: Equatable, Sendable {
  /// The controllers of a hierarchy of version 1, for instance `cpu` and `cpuacct`, or
  /// `name=systemd`; none for version 2.
  public let controllers: [String]
  /// The group's path below the root of the reader's cgroup namespace: a slash, and any bytes.
  public let path: [UInt8]

  public var version: Int { controllers.isEmpty ? 2 : 1 }

  /// Reads the whole file. Lines that cgroups(7) does not describe are left out.
  public static func parse(_ text: [UInt8]) -> [CgroupMembership] {
    text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      // 4:cpu,cpuacct:/path
      let fields = line.split(
        separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return nil }
      let controllers = fields[1].split(separator: UInt8(ascii: ","))
        .map { String(decoding: $0, as: UTF8.self) }
      return CgroupMembership(controllers: controllers, path: Array(fields[2]))
    }
  }

  /// The path that names a process's service or container: that of systemd's hierarchy of version
  /// 1, or else the first that is not the root.
  /// - Returns: an empty path for an empty file.
  public static func servicePath(in text: [UInt8]) -> [UInt8] {
    let all = parse(text)
    if let systemd = all.first(where: { $0.controllers == ["name=systemd"] && $0.path.count > 1 }) {
      return systemd.path
    }
    return (all.first { $0.path.count > 1 } ?? all.last)?.path ?? []
  }
}
