internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// `listRules`: an RTM_GETRULE dump for each family.
enum ListRules {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let families = InetFamily.chosen(call.parameters)
    try response.list("rules") { response, problems throws(RPCError) in
      try call.eachNamespace(&response, &problems) {
        namespace, response, problems throws(RPCError) in
        try response.wholeDump(&problems) { response throws(RPCError) in
          let record = RuleRecord(in: namespace)
          var isInterrupted = false
          for family in families {
            let verdict = try each(family, in: namespace) { rule, payload throws(NetlinkError) in
              try response.record { json throws(NetlinkError) in
                try record.write(rule, payload, to: &json)
              }
            }
            if verdict.interrupted { isInterrupted = true }
            if verdict.stopped { break }
          }
          return isInterrupted ? [.interrupted("rules")] : []
        }
      }
    }
  }

  private static func each(
    _ family: InetFamily, in namespace: TargetNamespace?,
    _ row: (RuleMessage, RawSpan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> DumpVerdict {
    var conversation = try explained(try KernelSockets.open(.route, in: namespace))
    do throws(NetlinkError) {
      return try conversation.dump(.ruleDump(family: family.number)) {
        message throws(NetlinkError) in
        guard message.header.type == RouteMessageType.newRule else { return .next }
        guard let rule = RuleMessage(message.payload) else {
          throw .malformed("fib_rule_hdr cut short", offset: 0)
        }
        guard rule.family == family.number else { return .next }
        return try row(rule, message.payload)
      }
    } catch {
      // A family that is switched off has no rules.
      if case .kernel(let refusal) = error, refusal.errno == .addressFamilyNotSupported {
        return DumpVerdict()
      }
      throw RPCError(error, doing: "list \(family.name) rules")
    }
  }
}
