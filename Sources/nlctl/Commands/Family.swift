internal import Protocol
internal import Syscalls

extension Command {
  static let family = Command(
    name: "family", operands: "[NAME]", operandCount: 0...1,
    summary: "generic netlink families",
    details: """
      Shows what the kernel reports about the generic netlink family NAME, or lists
      all families.
      """,
    examples: [
      ("nlctl family", "all families"),
      ("nlctl family TASKSTATS", "one family"),
    ],
    columns: FamilyColumns.all.map(\.title),
    run: { invocation throws(Failure) in
      guard let name = invocation.operands.first else {
        return try Listing(invocation, .listFamilies, columns: FamilyColumns.all)
          .run { _ in }
      }
      return try ObjectCommand(invocation, .getFamilyID)
        .run { $0.member("name", name) }
    })
}

enum FamilyColumns {
  static let all = [
    Column("ID", align: .right, member: "id"),
    Column("NAME", member: "name"),
    Column("VERSION", align: .right, member: "version"),
    Column("HEADER", align: .right, dispensability: 2, member: "headerSize"),
    Column("GROUPS", dispensability: 1, of: "multicastGroups") { row, out in
      var width = 0
      var groups: [Field] = []
      FieldScanner.elements(of: row[0], row.record) { groups.append($0) }
      for group in groups {
        if width > 0 {
          out.append(UInt8(ascii: ","))
          width += 1
        }
        width += out.cell(row.record, FieldScanner.member("name".utf8, of: group, row.record))
      }
      return width > 0 ? width : out.cell(row.record, Field())
    },
  ]
}
