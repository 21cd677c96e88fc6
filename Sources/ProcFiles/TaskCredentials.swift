/// The credentials of a task, as `/proc/PID/status` shows them. See proc(5), credentials(7) and
/// capabilities(7).
public struct TaskCredentials: Equatable, Sendable {
  /// `Uid`: the real, effective and saved user.
  public let users: [UInt32]
  /// `Gid`: the real, effective and saved group.
  public let groups: [UInt32]
  /// `CapPrm`: the permitted capabilities, bit N for number N.
  public let permitted: UInt64
  /// `CapEff`: the effective capabilities.
  public let effective: UInt64

  public init(users: [UInt32], groups: [UInt32], permitted: UInt64, effective: UInt64) {
    self.users = users
    self.groups = groups
    self.permitted = permitted
    self.effective = effective
  }

  /// Parses the file's text.
  /// - Returns: nil if a line is missing or has another form.
  public init?(_ text: ArraySlice<UInt8>) {
    var users: [UInt32]?
    var groups: [UInt32]?
    var permitted: UInt64?
    var effective: UInt64?
    for line in text.split(separator: UInt8(ascii: "\n")) {
      if line.starts(with: "Uid:".utf8) {
        users = TaskCredentials.three(line.dropFirst(4))
      } else if line.starts(with: "Gid:".utf8) {
        groups = TaskCredentials.three(line.dropFirst(4))
      } else if line.starts(with: "CapPrm:\t".utf8) {
        permitted = TaskCredentials.set(line)
      } else if line.starts(with: "CapEff:\t".utf8) {
        effective = TaskCredentials.set(line)
        break
      }
    }
    guard let users, let groups, let permitted, let effective else { return nil }
    self.init(users: users, groups: groups, permitted: permitted, effective: effective)
  }

  private static func set(_ line: ArraySlice<UInt8>) -> UInt64? {
    UInt64(String(decoding: line.dropFirst(8), as: UTF8.self), radix: 16)
  }

  /// The first three of the four numbers; the fourth is that of the file system.
  private static func three(_ text: ArraySlice<UInt8>) -> [UInt32]? {
    let numbers = text.split(separator: UInt8(ascii: "\t")).compactMap { digits in
      UInt64(decimal: digits).flatMap { UInt32(exactly: $0) }
    }
    return numbers.count == 4 ? Array(numbers.prefix(3)) : nil
  }
}
