internal import Protocol
internal import Syscalls

extension Command {
  static let family = Command(
    name: "family", operands: "[NAME]", operandCount: 0...1,
    summary: "generic netlink families",
    details: """
      Shows what the kernel tells of the generic netlink family NAME, or lists all families.
      """,
    examples: [
      ("nlctl family", "all of them"),
      ("nlctl family TASKSTATS", "one"),
    ],
    columns: FamilyColumns.all.map(\.title),
    run: { invocation throws(Failure) in
      guard let name = invocation.operands.first else {
        return try Listing(invocation, method: "listFamilies", columns: FamilyColumns.all)
          .run { _ in }
      }
      return try ObjectCommand(invocation, method: "getFamily")
        .run { $0.member("name", name) }
    })
}

enum FamilyColumns {
  static let all = [
    Column("ID", align: .right, member: "id"),
    Column("NAME", member: "name"),
    Column("VERSION", align: .right, member: "version"),
  ]
}
