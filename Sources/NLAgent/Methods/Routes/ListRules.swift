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
    try call.list("rules", &response) { namespace, response, problems throws(RPCError) in
      try response.wholeDump(&problems) { response throws(RPCError) in
        try write(families, in: namespace, &response)
      }
    }
  }

  /// Writes the rules of one namespace.
  /// - Returns: the reasons why they are incomplete.
  private static func write(
    _ families: [InetFamily], in namespace: TargetNamespace?, _ response: inout ResponseWriter
  ) throws(RPCError) -> [Problem] {
    var isInterrupted = false
    for family in families {
      let verdict = try write(family, in: namespace, &response)
      if verdict.interrupted { isInterrupted = true }
      if verdict.stopped { break }
    }
    return isInterrupted ? [.interrupted("rules")] : []
  }

  private static func write(
    _ family: InetFamily, in namespace: TargetNamespace?, _ response: inout ResponseWriter
  ) throws(RPCError) -> DumpVerdict {
    let record = RuleRecord(in: namespace)
    var conversation = try explained(try KernelSockets.open(.route, in: namespace))
    do throws(NetlinkError) {
      return try conversation.dump(.ruleDump(family: family.number)) {
        message throws(NetlinkError) in
        guard message.header.type == RouteMessageType.newRule else { return .next }
        guard let rule = RuleMessage(message.payload) else {
          throw .malformed("fib_rule_hdr cut short", offset: 0)
        }
        guard rule.family == family.number else { return .next }
        return try response.record { json throws(NetlinkError) in
          try record.write(rule, message.payload, to: &json)
        }
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
