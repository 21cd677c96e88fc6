/// The lines of `/proc/PID/status` that this project uses. See proc(5). A command that contains
/// line feeds cannot forge them, because the kernel escapes line feeds in the line `Name`.
public struct TaskStatus: Equatable, Sendable {
  /// `Tgid`: the process that the task belongs to.
  public let process: UInt32
  /// The second number of `Uid`, the effective user; nil if the line is missing.
  public private(set) var effectiveUser: UInt32?
  /// `NSpid`: the task's numbers in its pid namespaces, from the namespace of the /proc mount to
  /// its own. Empty if the line is missing.
  public private(set) var numbers: [UInt32] = []

  /// Parses the file's text.
  /// - Returns: nil if `Tgid` is missing.
  public init?(_ text: ArraySlice<UInt8>) {
    var process: UInt32?
    for line in text.split(separator: UInt8(ascii: "\n")) {
      if line.starts(with: "Tgid:".utf8) {
        process = UInt64(decimal: line.dropFirst(5)).flatMap { UInt32(exactly: $0) }
      } else if line.starts(with: "Uid:".utf8) {
        let users = TaskStatus.numbers(line.dropFirst(4))
        effectiveUser = users.count > 1 ? users[1] : nil
      } else if line.starts(with: "NSpid:".utf8) {
        numbers = TaskStatus.numbers(line.dropFirst(6))
        break
      }
    }
    guard let process else { return nil }
    self.process = process
  }

  private static func numbers(_ text: ArraySlice<UInt8>) -> [UInt32] {
    text.split(separator: UInt8(ascii: "\t")).compactMap { digits in
      UInt64(decimal: digits).flatMap { UInt32(exactly: $0) }
    }
  }
}
