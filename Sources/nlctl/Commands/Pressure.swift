internal import Protocol
internal import Syscalls

extension Command {
  static let pressure = Command(
    name: "pressure", operands: "[PATH]", operandCount: 0...1,
    summary: "time lost to waiting for processor, memory and I/O",
    details: """
      Shows pressure stall information of the whole system, or of a group of cgroup v2 and all
      below it: the percentage of the last 10, 60 and 300 seconds in which some task, or all
      that had anything to do (full), waited for the resource, and how long altogether. PATH is
      as for 'nlctl load'. 'nlctl monitor pressure' tells when there is much of it.
      """,
    examples: [
      ("nlctl pressure", "of the system"),
      ("nlctl pressure system.slice", "of its services"),
      ("nlctl pressure caller --json", "of my own group, as JSON"),
    ],
    columns: PressureColumns.all.map(\.title),
    run: { invocation throws(Failure) in
      try ObjectCommand(
        invocation, .pressure, table: PressureColumns.all, rows: PressureColumns.rows
      ).run { json in
        if let path = invocation.operands.first { json.member("path", path) }
      }
    })
}

enum PressureColumns {
  static let all = [
    Column("RESOURCE", member: "resource"), Column("KIND", member: "kind"),
    Column("AVG10", align: .right, member: "avg10"),
    Column("AVG60", align: .right, member: "avg60"),
    Column("AVG300", align: .right, member: "avg300"),
    Column("TOTAL", align: .right, of: "total") { row, out in
      guard let number = row.number(row[0]) else { return out.cell(row.record, row[0]) }
      return out.seconds(number)
    },
  ]

  /// A record for each kind of each resource; what is not measured is said aside.
  @Sendable
  static func rows(_ result: JSONNode, _ bytes: Span<UInt8>) -> RecordBatch {
    var batch = RecordBatch()
    for resource in ["cpu", "memory", "io", "irq"] {
      guard case .object(let kinds)? = result[resource]?.value else {
        if case .string(let reason)? = result["unavailable"]?[resource]?.value {
          NLCtl.complain("\(resource): \(reason)")
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

extension OutputBuffer {
  /// Appends microseconds as seconds with three decimals.
  mutating func seconds(_ microseconds: Int) -> Int {
    let width = decimal(microseconds / 1_000_000)
    append(UInt8(ascii: "."))
    let thousandths = microseconds / 1000 % 1000
    for limit in [100, 10] where thousandths < limit { append(0x30) }
    decimal(thousandths)
    append(UInt8(ascii: "s"))
    return width + 5
  }
}
