/// What the path of a control group says about its processes.
public enum CgroupPath {
  /// The systemd unit that a control group belongs to: the outermost component of the path that
  /// names a unit other than a slice.
  public static func unit(of path: [UInt8]) -> [UInt8]? {
    path.split(separator: UInt8(ascii: "/")).first { part in
      [".service", ".scope", ".socket", ".mount", ".swap"].contains {
        part.count > $0.utf8.count && part.suffix($0.utf8.count).elementsEqual($0.utf8)
      }
    }.map { Array($0) }
  }

  /// The id of the container that a control group belongs to: the 64 hexadecimal digits in the name
  /// of the innermost group, as Docker, containerd, CRI-O and Podman write it.
  public static func container(of path: [UInt8]) -> [UInt8]? {
    for part in path.split(separator: UInt8(ascii: "/")).reversed() {
      var name = part
      if name.suffix(6).elementsEqual(".scope".utf8) { name = name.dropLast(6) }
      if let dash = name.lastIndex(of: UInt8(ascii: "-")) { name = name[(dash + 1)...] }
      if name.count == 64, name.allSatisfy(isLowerHex) { return Array(name) }
    }
    return nil
  }

  private static func isLowerHex(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}
