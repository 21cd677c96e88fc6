/// A line of `/proc/PID/cgroup`: the group of one hierarchy that a process is in. See cgroups(7).
public struct CgroupMembership: Equatable, Sendable {
  /// The controllers of a version 1 hierarchy, for instance `cpu` and `cpuacct`, or `name=systemd`;
  /// empty for version 2.
  public let controllers: [String]
  /// The group's path below the root of the reader's cgroup namespace: a slash, then any bytes.
  public let path: [UInt8]

  /// The version of the hierarchy: 1 or 2.
  public var version: Int { controllers.isEmpty ? 2 : 1 }

  /// Parses the whole file. Lines that do not have the form of cgroups(7) are skipped.
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

  /// The path that identifies a process's service or container: the path in systemd's version 1
  /// hierarchy, or else the first path that is not the root.
  /// - Returns: the root's path if there is no other, an empty path for an empty file.
  public static func servicePath(in text: [UInt8]) -> [UInt8] {
    let all = parse(text)
    if let systemd = all.first(where: { $0.controllers == ["name=systemd"] && $0.path.count > 1 }) {
      return systemd.path
    }
    return (all.first { $0.path.count > 1 } ?? all.last)?.path ?? []
  }
}
