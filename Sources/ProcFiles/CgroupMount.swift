/// A mounted cgroup hierarchy: one line of `/proc/self/mountinfo`. See proc(5) and cgroups(7).
public struct CgroupMount: Equatable, Sendable {
  /// The mount point.
  public let path: String
  /// The version of the hierarchy: 1 or 2.
  public let version: Int
  /// The controllers of a version 1 hierarchy, for instance `cpu` and `cpuacct`, or `name=systemd`;
  /// empty for version 2.
  public let controllers: [String]
  /// The group that is mounted there, as a path in the agent's cgroup namespace. It is not `/` in a
  /// container that sees only its own group.
  public var root = "/"

  /// Sorts mounts in the order in which a relative path is searched: first the hierarchy with the
  /// cpu controller, because its load is asked for, then version 2, then the others.
  public static func inSearchOrder(_ mounts: [CgroupMount]) -> [CgroupMount] {
    mounts.filter(\.hasCPU)
      + mounts.filter { !$0.hasCPU && $0.version == 2 }
      + mounts.filter { !$0.hasCPU && $0.version == 1 }
  }

  private var hasCPU: Bool { controllers.contains("cpu") }

  /// Parses the cgroup mounts out of the bytes of mountinfo.
  public static func parse(_ mountinfo: [UInt8]) -> [CgroupMount] {
    mountinfo.split(separator: UInt8(ascii: "\n")).compactMap { line in
      // 36 35 98:0 /root /mount options - type source super-options
      let fields = line.split(separator: UInt8(ascii: " ")).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard fields.count > 6, let dash = fields[6...].firstIndex(of: "-"), fields.count > dash + 3
      else { return nil }
      let path = unescape(fields[4])
      switch fields[dash + 1] {
      case "cgroup2":
        return CgroupMount(path: path, version: 2, controllers: [], root: unescape(fields[3]))
      case "cgroup":
        let options = fields[dash + 3].split(separator: ",").map { String($0) }
        let notControllers = ["rw", "ro", "xattr", "noprefix", "clone_children", "release_agent"]
        return CgroupMount(
          path: path, version: 1,
          controllers: options.filter { option in
            !notControllers.contains { option == $0 || option.hasPrefix($0 + "=") }
          }, root: unescape(fields[3]))
      default: return nil
      }
    }
  }

  /// mountinfo writes space, tab, line feed and backslash as three octal digits.
  private static func unescape(_ text: String) -> String {
    guard text.contains("\\") else { return text }
    var bytes: [UInt8] = []
    var remaining = Array(text.utf8)[...]
    while let byte = remaining.popFirst() {
      if byte == UInt8(ascii: "\\"), remaining.count >= 3,
        let value = UInt8(String(decoding: remaining.prefix(3), as: UTF8.self), radix: 8)
      {
        bytes.append(value)
        remaining = remaining.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The part of an absolute path below this mount, without slashes before it; nil if the path is
  /// not below it. A hierarchy with several controllers also matches by the name of one of them,
  /// which is a symbolic link on most hosts: `/sys/fs/cgroup/cpu` for `/sys/fs/cgroup/cpu,cpuacct`.
  public func remainder(of absolute: String) -> String? {
    var names = [path]
    if version == 1, let slash = path.lastIndex(of: "/") {
      names += controllers.map { path[...slash] + $0 }
    }
    for name in names {
      if absolute == name { return "" }
      if absolute.hasPrefix(name.hasSuffix("/") ? name : name + "/") {
        return String(absolute.dropFirst(name.count)).withoutLeadingSlashes
      }
    }
    return nil
  }
}

extension String {
  /// The string without the slashes that it starts with.
  public var withoutLeadingSlashes: String { String(drop { $0 == "/" }) }
}

extension CgroupMount {
  /// The part of a group's path that lies below the mounted group, without slashes around it; nil
  /// if the group is not below it.
  /// - Parameter path: as in `/proc/PID/cgroup`.
  public func remainder(ofGroup path: [UInt8]) -> [UInt8]? {
    let top = root == "/" ? [] : Array(root.utf8)
    guard path.starts(with: top), path.count == top.count || path[top.count] == UInt8(ascii: "/")
    else {
      return nil
    }
    let remainder = Array(path.dropFirst(top.count).drop { $0 == UInt8(ascii: "/") })
    // A path that starts with ".." is outside the agent's cgroup namespace.
    return remainder.starts(with: "..".utf8)
      && (remainder.count == 2 || remainder[2] == UInt8(ascii: "/"))
      ? nil : remainder
  }
}
