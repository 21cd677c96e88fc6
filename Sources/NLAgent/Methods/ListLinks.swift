internal import Netlink
internal import Protocol
internal import Syscalls

/// `listLinks`: dumps of RTM_GETADDR, RTM_GETLINK and, as a check, RTM_GETSTATS.
enum ListLinks {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    try response.list("links") { response, problems throws(RPCError) in
      try call.eachNamespace(&response, &problems) {
        namespace, response, problems throws(RPCError) in
        try response.wholeDump(&problems) { response throws(RPCError) in
          try dump(in: namespace, &response)
        }
      }
    }
  }

  private static func dump(
    in namespace: TargetNamespace?, _ response: inout ResponseWriter
  ) throws(RPCError) -> [Problem] {
    var problems: [Problem] = []
    var addresses = AddressStore()
    let interrupted = try ListAddresses.dump(in: namespace) {
      address, payload throws(NetlinkError) in
      try addresses.add(address, payload)
      return .next
    }
    if interrupted { problems.append(.interrupted("addresses")) }
    addresses.sort()
    let listed = try dumpLinks(in: namespace, addresses, &response, &problems)
    if addresses.leftOut > 0 {
      problems.append(
        Problem(
          "addressesLeftOut",
          "\(addresses.leftOut) addresses are left out of the links; listAddresses has them all"))
    }
    guard response.failure == nil, let counted = countLinks(in: namespace),
      counted > listed
    else {
      return problems
    }
    problems.append(
      Problem(
        "linksMissing",
        "the kernel listed \(listed) of its \(counted) links; others may have come meanwhile"))
    return problems
  }

  /// - Returns: how many links there were.
  private static func dumpLinks(
    in namespace: TargetNamespace?, _ addresses: borrowing AddressStore,
    _ response: inout ResponseWriter, _ problems: inout [Problem]
  ) throws(RPCError) -> Int {
    var conversation = try KernelAccess.open(.route, in: namespace)
    let record = LinkRecord(in: namespace)
    var listed = 0
    do {
      let verdict = try conversation.dump(.linkDump()) { message throws(NetlinkError) in
        guard message.header.type == RouteMessageType.newLink else { return .next }
        guard let link = LinkMessage(message.payload) else {
          throw .malformed("ifinfomsg cut short", offset: 0)
        }
        listed += 1
        return try response.record { json throws(NetlinkError) in
          try record.write(link, message.payload, addresses, to: &json)
        }
      }
      if verdict.interrupted { problems.append(.interrupted("links")) }
    } catch {
      throw RPCError(error, doing: "list links")
    }
    return listed
  }

  /// How many links the kernel has counters of; nil where it cannot tell, before Linux 4.7.
  private static func countLinks(in namespace: TargetNamespace?) -> Int? {
    var count = 0
    guard var conversation = try? KernelAccess.open(.route, in: namespace) else { return nil }
    let verdict = try? conversation.dump(.linkStatisticsDump()) { message throws(NetlinkError) in
      if message.header.type == RouteMessageType.newStatistics { count += 1 }
      return .next
    }
    return verdict == nil ? nil : count
  }
}
