/// All versions of `struct taskstats` as the kernel's headers declare them, laid out by the rules
/// of C. The tests compare the tables of offsets with them.
enum TaskStatsStruct {
  /// Members in the order of the header: name and bytes; `u32!` and `u8!` are `aligned(8)`.
  private static func declaration(_ version: Int) -> [(name: String, type: String)] {
    var members: [(String, String)] = [
      ("version", "u16"), ("ac_exitcode", "u32"), ("ac_flag", "u8"), ("ac_nice", "u8"),
    ]
    func u64(_ names: String...) { members += names.map { ($0, "u64") } }
    func delay(_ name: String) {
      u64("\(name)_count", "\(name)_delay_total")
      if version == 15 { u64("\(name)_delay_max", "\(name)_delay_min") }
    }
    for name in ["cpu", "blkio", "swapin"] { delay(name) }
    u64("cpu_run_real_total", "cpu_run_virtual_total")
    members += [("ac_comm", "32"), ("ac_sched", "u8!"), ("ac_pad", "3"), ("ac_uid", "u32!")]
    members += ["ac_gid", "ac_pid", "ac_ppid", "ac_btime"].map { ($0, "u32") }
    u64("ac_etime", "ac_utime", "ac_stime", "ac_minflt", "ac_majflt", "coremem", "virtmem")
    u64("hiwater_rss", "hiwater_vm", "read_char", "write_char", "read_syscalls")
    u64("write_syscalls", "read_bytes", "write_bytes", "cancelled_write_bytes", "nvcsw", "nivcsw")
    u64("ac_utimescaled", "ac_stimescaled", "cpu_scaled_run_real_total")
    delay("freepages")
    if version >= 9 { delay("thrashing") }
    if version >= 10 { u64("ac_btime64") }
    if version >= 11 { delay("compact") }
    if version >= 12 {
      members.append(("ac_tgid", "u32"))
      u64("ac_tgetime", "ac_exe_dev", "ac_exe_inode")
    }
    if version >= 13 { delay("wpcopy") }
    if version >= 14 { delay("irq") }
    let delays = ["cpu", "blkio", "swapin", "freepages", "thrashing", "compact", "wpcopy", "irq"]
    if version >= 16 { for name in delays { u64("\(name)_delay_max", "\(name)_delay_min") } }
    if version >= 17 {
      for name in delays { u64("\(name)_delay_max_ts.tv_sec", "\(name)_delay_max_ts.tv_nsec") }
    }
    return members
  }

  /// The offset of each member, and the struct's size.
  static func layout(_ version: Int) -> (places: [String: Range<Int>], size: Int) {
    var places: [String: Range<Int>] = [:]
    var offset = 0
    for (name, type) in declaration(version) {
      let plain = type.filter { $0 != "!" }
      let width = ["u8": 1, "u16": 2, "u32": 4, "u64": 8][plain] ?? Int(plain) ?? 0
      let alignment = type.hasSuffix("!") ? 8 : plain.hasPrefix("u") ? width : 1
      offset = (offset + alignment - 1) / alignment * alignment
      places[name] = offset..<offset + width
      offset += width
    }
    return (places, (offset + 7) / 8 * 8)
  }

  /// The value of a member in `bytes(_:)`: different for each member, and small enough for its
  /// width.
  static func value(_ name: String, _ version: Int) -> UInt64 {
    let place = layout(version).places[name] ?? 0..<0
    let base = UInt64(place.lowerBound + 1)
    return switch place.count {
    case 1: base & 0x7f
    case 2: base
    case 4: base << 16 | 0x4000_0000
    default: base << 40 | base
    }
  }

  /// A struct in which every member has a different value, the command `c` and its version.
  static func bytes(_ version: Int, command: [UInt8] = Array("c".utf8)) -> [UInt8] {
    let (places, size) = layout(version)
    // Padding is not zero, so that reading it is noticed.
    var bytes = [UInt8](repeating: 0xee, count: size)
    for (name, place) in places {
      let value = name == "version" ? UInt64(version) : value(name, version)
      for (index, at) in place.enumerated() {
        bytes[at] = index < 8 ? UInt8(truncatingIfNeeded: value >> (8 * UInt64(index))) : 0
      }
    }
    if let place = places["ac_comm"] {
      for (index, at) in place.enumerated() {
        bytes[at] = index < command.count ? command[index] : 0
      }
    }
    return bytes
  }
}
