/// A process that holds sockets, as /proc told of it while it did.
struct OwnerProcess: Sendable {
  let pid: UInt32
  /// comm: any bytes, at most 15 of a program, more of a kernel thread.
  let command: [UInt8]
  /// The effective user.
  let uid: UInt32
  /// When it started: ticks since the host did. Together with the pid it tells this process from
  /// all others that have had its number.
  let startTicks: UInt64
  /// The path of its control group in the hierarchy that systemd or containers use; empty where
  /// there is none.
  let cgroup: [UInt8]
}

extension OwnerProcess {
  /// Reads the facts out of what /proc/PID has.
  /// - Returns: nil when one of the files is not as proc(5) says.
  init?(pid: UInt32, stat: [UInt8], status: [UInt8], cgroup: [UInt8]) {
    // The command is between the first ( and the last ): it may hold both, and line feeds.
    guard let open = stat.firstIndex(of: UInt8(ascii: "(")),
      let close = stat.lastIndex(of: UInt8(ascii: ")")), open < close,
      let ticks = OwnerProcess.startTicks(inStat: stat),
      let uid = OwnerProcess.uid(inStatus: status)
    else { return nil }
    self.init(
      pid: pid, command: Array(stat[(open + 1)..<close]), uid: uid, startTicks: ticks,
      cgroup: OwnerProcess.path(inCgroup: cgroup))
  }

  /// Field 22 of /proc/PID/stat.
  static func startTicks(inStat stat: [UInt8]) -> UInt64? {
    guard let close = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = stat[(close + 1)...].split(
      separator: 0x20, maxSplits: 20, omittingEmptySubsequences: true)
    // The first behind the command is field 3.
    guard fields.count > 19 else { return nil }
    return UInt64(String(decoding: fields[19], as: UTF8.self))
  }

  /// The second number of the line `Uid:` in /proc/PID/status, the effective user. The command
  /// in an earlier line cannot pretend to be it: its line feeds are escaped there.
  static func uid(inStatus status: [UInt8]) -> UInt32? {
    guard
      let line = status.split(separator: 0x0a).first(where: { $0.starts(with: "Uid:\t".utf8) })
    else { return nil }
    let fields = line.split(separator: 0x09)
    return fields.count > 2 ? UInt32(String(decoding: fields[2], as: UTF8.self)) : nil
  }

  /// The path in systemd's hierarchy of version 1, or else the first that is not the root.
  static func path(inCgroup text: [UInt8]) -> [UInt8] {
    var found: [UInt8] = []
    for line in text.split(separator: 0x0a) {
      let fields = line.split(separator: 0x3a, maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let path = Array(fields[2])
      if fields[1].elementsEqual("name=systemd".utf8), path.count > 1 { return path }
      if found.count <= 1 { found = path }
    }
    return found
  }

  /// The systemd unit that a control group belongs to: the outermost part that names a unit and
  /// is no slice.
  static func unit(ofCgroup path: [UInt8]) -> [UInt8]? {
    path.split(separator: 0x2f).first { part in
      [".service", ".scope", ".socket", ".mount", ".swap"].contains {
        part.count > $0.utf8.count && part.suffix($0.utf8.count).elementsEqual($0.utf8)
      }
    }.map { Array($0) }
  }

  /// The id of the container whose control group it is: the 64 hex digits that Docker, containerd,
  /// CRI-O and Podman name their innermost group by.
  static func container(ofCgroup path: [UInt8]) -> [UInt8]? {
    for part in path.split(separator: 0x2f).reversed() {
      var name = part
      if name.suffix(6).elementsEqual(".scope".utf8) { name = name.dropLast(6) }
      if let dash = name.lastIndex(of: UInt8(ascii: "-")) { name = name[(dash + 1)...] }
      let isID =
        name.count == 64
        && name.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }
      if isID { return Array(name) }
    }
    return nil
  }
}
