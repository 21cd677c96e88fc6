internal import Limits

/// What `nlagent --limits` prints.
enum LimitsText {
  static var text: String {
    let columns = 12
    var lines = ["The most that the agent takes:"]
    for (name, parts) in [
      ("memory", Ceilings.memory), ("threads", Ceilings.threads),
      ("descriptors", Ceilings.descriptors),
    ] {
      let write = name == "memory" ? mebibytes : { "\($0)" }
      lines.append("")
      lines.append(row(name, write(parts.reduce(0) { $0 + $1.amount }), columns))
      lines += parts.map { row("", write($0.amount), columns) + "  " + $0.purpose }
      if name == "memory" {
        lines.append(
          row("", "\(Ceilings.ownerBytes) B", columns)
            + "  for each descriptor of a socket on the machine, while owners are asked for")
      }
    }
    lines += ["", "Limits of which clients learn; others are in the source, Limits.swift:", ""]
    let longest = ShownLimits.all.map { "\($0.name)".count }.max() ?? 0
    for limit in ShownLimits.all { lines.append(row("\(limit.name)", "\(limit.value)", longest)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ name: String, _ value: String, _ columns: Int) -> String {
    let gap = String(repeating: " ", count: max(1, columns - name.count))
    return "  \(name)\(gap)" + String(repeating: " ", count: max(0, 9 - value.count)) + value
  }

  private static func mebibytes(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }
}
