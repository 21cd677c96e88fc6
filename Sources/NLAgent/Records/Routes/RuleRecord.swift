internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// Writes policy rules as JSON records.
struct RuleRecord {
  private let namespace: TargetNamespace?

  /// - Parameter namespace: the namespace of the rules; nil is the agent's own, without members for
  ///   it.
  init(in namespace: TargetNamespace? = nil) {
    self.namespace = namespace
  }

  /// Writes one record.
  /// - Parameter payload: the message that `rule` was read from, with its attributes.
  func write(
    _ rule: RuleMessage, _ payload: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    guard let family = InetFamily(rawValue: rule.family) else {
      throw .malformed("a rule of family \(rule.family)", offset: 0)
    }
    let attributes = try AttributeTable(payload, from: RuleMessage.size)
    json.beginObject()
    namespace?.writeMembers(to: &json)
    json.member("family", family.name)
    json.member("priority", attributes.integer(RuleAttribute.priority, as: UInt32.self) ?? 0)
    RuleRecord.writeAddresses(rule, attributes, family == .v4 ? .v4 : .v6, to: &json)
    RuleRecord.writePackets(rule, attributes, to: &json)
    RuleRecord.writePorts(attributes, to: &json)
    RuleRecord.writeAction(rule, attributes, to: &json)
    json.member("flags", rule.flags, words: RuleRecord.flags)
    if let origin = attributes.integer(RuleAttribute.origin, as: UInt8.self) {
      json.member("protocol", RouteWords.origin(origin))
      json.member("protocolNumber", origin)
    }
    json.endObject()
  }

  private static func writeAddresses(
    _ rule: RuleMessage, _ attributes: borrowing AttributeTable, _ family: RouteFamily,
    to json: inout JSONWriter
  ) {
    if let source = attributes[RuleAttribute.source] {
      json.key("from")
      json.routeAddress(source, family)
      json.member("fromPrefixLength", rule.sourceLength)
    }
    if let destination = attributes[RuleAttribute.destination] {
      json.key("to")
      json.routeAddress(destination, family)
      json.member("toPrefixLength", rule.destinationLength)
    }
    if let name = attributes.text(RuleAttribute.inputInterface) {
      json.member("inputInterface", bytes: name)
    }
    if let name = attributes.text(RuleAttribute.outputInterface) {
      json.member("outputInterface", bytes: name)
    }
  }

  /// Writes what a rule tests in a packet, except for addresses and ports.
  private static func writePackets(
    _ rule: RuleMessage, _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    json.member("mark", hasMark: attributes)
    if rule.tos != 0 { json.member("tos", rule.tos) }
    if let dscp = attributes.integer(RuleAttribute.dscp, as: UInt8.self) {
      json.member("dscp", dscp)
    }
    if let mask = attributes.integer(RuleAttribute.dscpMask, as: UInt8.self) {
      json.member("dscpMask", mask)
    }
    if let label = attributes[RuleAttribute.flowLabel]?.loadBigEndian(UInt32.self, at: 0) {
      json.member("flowLabel", label)
    }
    if let mask = attributes[RuleAttribute.flowLabelMask]?.loadBigEndian(UInt32.self, at: 0) {
      json.member("flowLabelMask", mask)
    }
    if let tunnel = attributes[RuleAttribute.tunnelID]?.loadBigEndian(UInt64.self, at: 0),
      tunnel != 0
    {
      json.member("tunnelID", tunnel)
    }
    if let range = attributes[RuleAttribute.uidRange],
      let first = range.load(UInt32.self, at: 0), let last = range.load(UInt32.self, at: 4)
    {
      json.member("uidFirst", first)
      json.member("uidLast", last)
    }
    if let l3mdev = attributes.integer(RuleAttribute.l3mdev, as: UInt8.self), l3mdev != 0 {
      json.member("l3mdev", true)
    }
  }

  private static func writePorts(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    if let number = attributes.integer(RuleAttribute.ipProtocol, as: UInt8.self), number != 0 {
      json.member("ipProtocol", number)
    }
    if let range = attributes[RuleAttribute.sourcePorts],
      let first = range.load(UInt16.self, at: 0), let last = range.load(UInt16.self, at: 2)
    {
      json.member("sourcePortFirst", first)
      json.member("sourcePortLast", last)
    }
    if let mask = attributes.integer(RuleAttribute.sourcePortMask, as: UInt16.self) {
      json.member("sourcePortMask", mask)
    }
    if let range = attributes[RuleAttribute.destinationPorts],
      let first = range.load(UInt16.self, at: 0), let last = range.load(UInt16.self, at: 2)
    {
      json.member("destinationPortFirst", first)
      json.member("destinationPortLast", last)
    }
    if let mask = attributes.integer(RuleAttribute.destinationPortMask, as: UInt16.self) {
      json.member("destinationPortMask", mask)
    }
  }

  private static func writeAction(
    _ rule: RuleMessage, _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    json.member("action", RuleRecord.action(rule.action))
    let table = attributes.integer(RuleAttribute.table) ?? UInt32(rule.table)
    if table != 0 {
      json.member("table", RouteWords.table(table))
      json.member("tableNumber", table)
    }
    if let target = attributes.integer(RuleAttribute.goto, as: UInt32.self) {
      json.member("goto", target)
    }
    // All ones mean "none".
    if let length = attributes.integer(RuleAttribute.suppressPrefix, as: UInt32.self),
      length != .max
    {
      json.member("suppressPrefixLength", length)
    }
    if let group = attributes.integer(RuleAttribute.suppressGroup, as: UInt32.self),
      group != .max
    {
      json.member("suppressGroup", group)
    }
    if let flow = attributes.integer(RuleAttribute.flow, as: UInt32.self) {
      json.member("flowFrom", flow >> 16)
      json.member("flowTo", flow & 0xffff)
    }
  }

  /// FR_ACT_ of `linux/fib_rules.h`.
  private static func action(_ number: UInt8) -> String {
    switch number {
    case 0: "unspec"  // FR_ACT_UNSPEC
    case 1: "table"  // FR_ACT_TO_TBL
    case 2: "goto"  // FR_ACT_GOTO
    case 3: "nop"  // FR_ACT_NOP
    case 6: "blackhole"  // FR_ACT_BLACKHOLE
    case 7: "unreachable"  // FR_ACT_UNREACHABLE
    case 8: "prohibit"  // FR_ACT_PROHIBIT
    default: String(number)
    }
  }

  /// FIB_RULE_ of `linux/fib_rules.h`.
  private static let flags: [FlagWord] = [
    FlagWord(0x01, "PERMANENT"),  // FIB_RULE_PERMANENT
    FlagWord(0x02, "INVERT"),  // FIB_RULE_INVERT
    FlagWord(0x04, "UNRESOLVED"),  // FIB_RULE_UNRESOLVED
    FlagWord(0x08, "IIF_DETACHED"),  // FIB_RULE_IIF_DETACHED
    FlagWord(0x10, "OIF_DETACHED"),  // FIB_RULE_OIF_DETACHED
  ]
}

extension JSONWriter {
  /// Writes a rule's mark and mask, or nothing if the rule does not test the mark.
  fileprivate mutating func member(
    _ name: StaticString, hasMark attributes: borrowing AttributeTable
  ) {
    let mark: UInt32 = attributes.integer(RuleAttribute.mark) ?? 0
    let mask: UInt32? = attributes.integer(RuleAttribute.mask)
    guard mark != 0 || (mask ?? 0) != 0 else { return }
    member(name, mark)
    member("markMask", mask ?? .max)
  }
}
