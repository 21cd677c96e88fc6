internal import Netlink
internal import Protocol
internal import Syscalls
internal import Vocabulary

extension ServedTopic {
  /// `rule`: RTM_NEWRULE and RTM_DELRULE.
  static let rule = ServedTopic(
    contract: .rule, family: .route, groups: [RouteGroup.v4Rule, RouteGroup.v6Rule],
    dumps: [.ruleDump(family: InetFamily.v4.number), .ruleDump(family: InetFamily.v6.number)],
    presentType: RouteMessageType.newRule, removedType: RouteMessageType.deleteRule,
    // The record of a rule about a link contains whether the link exists.
    requiresReread: { message, _ throws(NetlinkError) in
      message.header.type == RouteMessageType.newLink
        || message.header.type == RouteMessageType.deleteLink
    },
    makeWriter: { context in
      let record = RuleRecord(in: context.namespace)
      return { message, json throws(NetlinkError) in
        guard let rule = RuleMessage(message.payload) else {
          throw .malformed("fib_rule_hdr cut short", offset: 0)
        }
        guard InetFamily(rawValue: rule.family) != nil else { return false }
        try record.write(rule, message.payload, to: &json)
        return true
      }
    })
}
