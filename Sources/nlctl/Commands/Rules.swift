internal import Protocol
internal import Syscalls

extension Command {
  static let rules = Command(
    name: "rules", summary: "policy rules that choose the routing table",
    details: """
      Shows the policy rules of a network namespace by priority. Without --netns this
      is the agent's namespace. If FROM, TO and SELECTORS (in the words of ip rule)
      match a packet, the kernel looks up its route in TABLE, or does ACTION. "not"
      inverts a rule.
      """,
    options: Option.family + [.networkNamespace],
    examples: [
      ("nlctl rules", "all rules"),
      ("nlctl rules -6 --json", "the rules of IPv6, with all members"),
    ],
    columns: (RuleColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let family = try invocation.family()
      return try Listing.runInNamespace(
        invocation, .listRules, columns: RuleColumns.all
      ) { json in
        json.parameter("family", family)
      }
    })
}

enum RuleColumns {
  static let all = [
    Column("PRIORITY", align: .right, member: "priority"),
    Column("FAMILY", member: "family"),
    Column("FROM", of: "from", "fromPrefixLength", render: prefix),
    Column("TO", of: "to", "toPrefixLength", render: prefix),
    Column(
      "SELECTORS",
      of: "flags", "inputInterface", "outputInterface", "mark", "markMask", "tos", "ipProtocol",
      "sourcePortFirst", "sourcePortLast", "destinationPortFirst", "destinationPortLast",
      "uidFirst", "uidLast", "l3mdev", "dscp", "suppressPrefixLength", "suppressGroup",
      "tunnelID", "flowLabel",
      render: selectors),
    Column("ACTION", of: "action", "goto") { row, out in
      let width = out.cell(row.record, row[0])
      guard row[1].hasValue else { return width }
      out.append(UInt8(ascii: " "))
      return width + 1 + out.cell(row.record, row[1])
    },
    Column("TABLE", member: "table"),
    Column("PROTO", dispensability: 1, member: "protocol"),
    Column("FLAGS", dispensability: 2, member: "flags"),
  ]

  @Sendable
  private static func prefix(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    guard row[0].hasValue else {
      out.append(literal: "all")
      return 3
    }
    let width = out.cell(row.record, row[0])
    out.append(UInt8(ascii: "/"))
    return width + 1 + out.cell(row.record, row[1])
  }

  @Sendable
  private static func selectors(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    var isInverted = false
    FieldScanner.elements(of: row[0], row.record) { flag in
      if row.isText(flag, "INVERT") { isInverted = true }
    }
    var width = 0
    if isInverted { width += word("not", &out) }
    width += value("iif", row, 1, &out, width)
    width += value("oif", row, 2, &out, width)
    width += mark(row, &out, width)
    width += value("tos", row, 5, &out, width)
    width += ipProtocol(row, &out, width)
    width += range("sport", row, 7, &out, width)
    width += range("dport", row, 9, &out, width)
    width += range("uidrange", row, 11, &out, width)
    if row[13].hasValue { width += gap(&out, width) + word("l3mdev", &out) }
    width += value("dscp", row, 14, &out, width)
    width += value("flowlabel", row, 18, &out, width)
    width += value("tun_id", row, 17, &out, width)
    width += value("suppress_prefixlength", row, 15, &out, width)
    width += value("suppress_ifgroup", row, 16, &out, width)
    return width > 0 ? width : word("-", &out)
  }

  private static func word(_ text: StaticString, _ out: inout OutputBuffer) -> Int {
    out.append(literal: text)
    return text.utf8CodeUnitCount
  }

  private static func gap(_ out: inout OutputBuffer, _ before: Int) -> Int {
    before > 0 ? word(" ", &out) : 0
  }

  private static func value(
    _ name: StaticString, _ row: borrowing Row, _ member: Int, _ out: inout OutputBuffer,
    _ before: Int
  ) -> Int {
    guard row[member].hasValue else { return 0 }
    return gap(&out, before) + word(name, &out) + word(" ", &out)
      + out.cell(row.record, row[member])
  }

  private static func ipProtocol(
    _ row: borrowing Row, _ out: inout OutputBuffer, _ before: Int
  ) -> Int {
    let name: StaticString
    switch row.number(row[6]) {
    case 6: name = "ipproto tcp"  // IPPROTO_TCP
    case 17: name = "ipproto udp"  // IPPROTO_UDP
    default: return value("ipproto", row, 6, &out, before)
    }
    return gap(&out, before) + word(name, &out)
  }

  private static func range(
    _ name: StaticString, _ row: borrowing Row, _ member: Int, _ out: inout OutputBuffer,
    _ before: Int
  ) -> Int {
    let width = value(name, row, member, &out, before)
    let isOne = row.number(row[member]) == row.number(row[member + 1])
    guard width > 0, !isOne else { return width }
    return width + word("-", &out) + out.cell(row.record, row[member + 1])
  }

  /// The mark as `ip rule` writes it: hexadecimal, with the mask if it does not cover all bits.
  private static func mark(
    _ row: borrowing Row, _ out: inout OutputBuffer, _ before: Int
  ) -> Int {
    guard let mark = row.number(row[3]) else { return 0 }
    var width = gap(&out, before) + word("fwmark ", &out) + hex(mark, &out)
    if let mask = row.number(row[4]), mask != 0xffff_ffff {
      width += word("/", &out) + hex(mask, &out)
    }
    return width
  }

  private static func hex(_ number: Int, _ out: inout OutputBuffer) -> Int {
    let text = "0x" + String(number, radix: 16)
    out.append(text)
    return text.utf8.count
  }
}
