import Foundation

/// A hierarchy of control groups, wherever the machine has mounted it.
public struct CgroupHierarchy: Sendable {
  /// What people call it.
  public let name: String
  /// Its first mount point that shows its root; `nil` if there is none.
  public let mount: String?

  /// The mount point, or a path that does not exist.
  public var path: String { mount ?? "/sys/fs/cgroup/not-mounted" }

  public static let version2 = CgroupHierarchy("cgroup v2") { $0.type == "cgroup2" }

  /// Version 1 with the controller cpu alone.
  public static let cpu = version1("cpu")

  /// - Parameter controller: the name of its only controller, for instance `pids`.
  public static func version1(_ controller: String) -> CgroupHierarchy {
    CgroupHierarchy("cgroup v1 with the controller \(controller) alone") {
      $0.type == "cgroup" && $0.options == ["rw", controller]
    }
  }

  /// Version 1 without a controller.
  public static func named(_ name: String) -> CgroupHierarchy {
    CgroupHierarchy("cgroup v1 with name=\(name)") {
      $0.type == "cgroup" && $0.options.last == "name=\(name)"
    }
  }

  private init(_ name: String, _ isIt: (Mount) -> Bool) {
    self.name = name
    mount = Mount.all.first { $0.root == "/" && isIt($0) }?.path
  }
}

/// A line of `/proc/self/mountinfo`. See proc(5).
private struct Mount: Sendable {
  let root: String
  let path: String
  let type: String
  /// Those of the file system, not those of the mount.
  let options: [String]

  static let all: [Mount] = {
    let text = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      let halves = line.components(separatedBy: " - ")
      guard halves.count == 2 else { return nil }
      let front = halves[0].split(separator: " ").map { String($0) }
      let back = halves[1].split(separator: " ").map { String($0) }
      guard front.count >= 5, back.count == 3 else { return nil }
      return Mount(
        root: front[3], path: front[4], type: back[0],
        options: back[2].split(separator: ",").map { String($0) })
    }
  }()
}
