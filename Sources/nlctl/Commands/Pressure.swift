internal import Protocol
internal import Syscalls

extension Command {
  static let pressure = Command(
    name: "pressure", operands: "[PATH]", operandCount: 0...1,
    summary: "time lost to waiting for processor, memory and I/O",
    details: """
      Shows the pressure stall information of the whole system, or of a group of
      cgroup v2 and all groups below it: the percentage of the last 10, 60 and 300
      seconds in which some task, or all tasks that are not idle (full), waited for
      the resource, and the total waiting time. PATH is as for 'nlctl load'. 'nlctl
      monitor pressure' reports when the pressure exceeds a threshold.
      """,
    examples: [
      ("nlctl pressure", "the whole system"),
      ("nlctl pressure system.slice", "the system's services"),
      ("nlctl pressure caller --json", "my own group, as JSON"),
    ],
    columns: PressureColumns.all.map(\.title),
    run: { invocation throws(Failure) in
      try ObjectCommand(
        invocation, .pressure, table: PressureColumns.all, rows: PressureColumns.rows
      ).run { json in
        json.parameter("path", invocation.operands.first)
      }
    })
}

enum PressureColumns {
  static let all = [
    Column("RESOURCE", member: "resource"), Column("KIND", member: "kind"),
    Column("AVG10", align: .right, member: "avg10"),
    Column("AVG60", align: .right, member: "avg60"),
    Column("AVG300", align: .right, member: "avg300"),
    Column("TOTAL", number: "total") { $0.seconds($1) },
  ]

  /// A record for each kind of each resource. Standard error says why a resource is not measured.
  @Sendable
  static func rows(_ result: JSONNode, _ bytes: Span<UInt8>) -> RecordBatch {
    var batch = RecordBatch()
    for resource in ["cpu", "memory", "io", "irq"] {
      guard case .object(let kinds)? = result[resource]?.value else {
        if case .string(let reason)? = result["unavailable"]?[resource]?.value {
          Diagnostics.report("\(resource): \(reason)")
        }
        continue
      }
      for kind in kinds {
        guard case .object(let numbers) = kind.node.value else { continue }
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.member("resource", resource)
        json.member("kind", kind.name)
        for number in numbers {
          json.key(dynamic: number.name)
          json.value(number.node.range.map { bytes[$0] })
        }
        json.endObject()
        batch.append(json.bytes.copied.span)
      }
    }
    return batch
  }
}
