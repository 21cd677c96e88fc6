/// User groups, read from `/etc/group`, since glibc's own lookup does not work in a static program.
/// See group(5).
public enum Groups {
  public struct Group: Equatable, Sendable {
    public let name: String
    public let id: UInt32
    public let members: [String]
  }

  /// The group of that name; nil if there is none, or if the file cannot be read.
  public static func find(_ name: String) -> Group? { all.first { $0.name == name } }

  /// The first group with that id; nil if there is none, or if the file cannot be read.
  public static func find(id: UInt32) -> Group? { all.first { $0.id == id } }

  private static var all: [Group] {
    guard let text = try? Files.read("/etc/group", atMost: 1 << 20) else { return [] }
    return text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let fields = String(decoding: line, as: UTF8.self)
        .split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count == 4, let id = UInt32(fields[2]) else { return nil }
      return Group(
        name: String(fields[0]), id: id,
        members: fields[3].split(separator: ",").map { String($0) })
    }
  }
}
