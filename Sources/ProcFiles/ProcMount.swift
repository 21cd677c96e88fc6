/// The mount of /proc: its line of `/proc/self/mountinfo`. See proc(5).
public struct ProcMount: Equatable, Sendable {
  /// Whether it hides processes of other users from all that may not trace them: `hidepid` of 2
  /// (`invisible`) or 4 (`ptraceable`).
  public let hidesProcesses: Bool
  /// The group whose members see all processes: the option `gid`, which is 0 unless it is given. Nil
  /// if there is none, as with `ptraceable`.
  public let seeingGroup: UInt32?

  /// Finds the mount in the bytes of mountinfo. Of several at /proc the last one is visible.
  /// - Returns: nil if no proc file system is mounted at /proc.
  public init?(mountinfo: [UInt8]) {
    var options: [Substring]?
    for line in mountinfo.split(separator: UInt8(ascii: "\n")) {
      // 36 35 98:0 /root /mount options - type source super-options
      let text = String(decoding: line, as: UTF8.self)
      let fields = text.split(separator: " ")
      guard fields.count > 6, let dash = fields[6...].firstIndex(of: "-"), fields.count > dash + 3,
        fields[4] == "/proc", fields[dash + 1] == "proc"
      else { continue }
      options = fields[dash + 3].split(separator: ",")
    }
    guard let options else { return nil }
    let isTraceable = options.contains("hidepid=4") || options.contains("hidepid=ptraceable")
    let isInvisible = options.contains("hidepid=2") || options.contains("hidepid=invisible")
    hidesProcesses = isTraceable || isInvisible
    let group = options.first { $0.hasPrefix("gid=") }.map { UInt32($0.dropFirst(4)) }
    seeingGroup = isTraceable ? nil : group ?? 0
  }
}
