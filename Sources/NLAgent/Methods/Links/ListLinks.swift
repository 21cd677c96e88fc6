internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// `listLinks`: dumps of RTM_GETADDR, RTM_GETLINK and, as a check, RTM_GETSTATS; or one lookup.
enum ListLinks {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    try call.list("links", &response) { namespace, response, problems throws(RPCError) in
      let selection = try LinkSelection(call, in: namespace)
      if selection.isEmpty { return }
      try response.wholeDump(&problems) { response throws(RPCError) in
        try write(selection, call, in: namespace, &response)
      }
    }
  }

  /// Writes the links that the call chooses in one namespace.
  /// - Returns: the reasons why they are incomplete.
  private static func write(
    _ selection: LinkSelection, _ call: MethodCall, in namespace: TargetNamespace?,
    _ response: inout ResponseWriter
  ) throws(RPCError) -> [Problem] {
    if let one = selection.one {
      switch try LinkLookup.find(one, selection.filter, in: namespace) {
      case .found(let message):
        return try write(message, selection, call, in: namespace, &response)
      case .missing:
        guard call.isAboutAllNamespaces else { throw selection.missingLink }
        return []
      case .tooLong: break
      }
    }
    return try dump(selection, call, in: namespace, &response)
  }

  /// Writes the link that was looked up, if the call chooses it.
  private static func write(
    _ message: [UInt8], _ selection: LinkSelection, _ call: MethodCall,
    in namespace: TargetNamespace?, _ response: inout ResponseWriter
  ) throws(RPCError) -> [Problem] {
    guard let link = LinkMessage(message.rawBytes) else { return [] }
    var problems: [Problem] = []
    let addresses = try addresses(of: link.index, call, in: namespace, &problems)
    do throws(NetlinkError) {
      let attributes = try AttributeTable(message.rawBytes, from: LinkMessage.size)
      guard try selection.matches(link, attributes) else { return [] }
      _ = try response.record { json throws(NetlinkError) in
        try LinkRecord(
          in: RecordNamespace(namespace, failures: call.lookups),
          showing: VisibleAttributes(to: call.caller)
        )
        .write(link, attributes, addresses, to: &json)
      }
    } catch {
      throw RPCError(error, doing: "read the link")
    }
    return problems
  }

  private static func dump(
    _ selection: LinkSelection, _ call: MethodCall, in namespace: TargetNamespace?,
    _ response: inout ResponseWriter
  ) throws(RPCError) -> [Problem] {
    var problems: [Problem] = []
    // Begun first, so that the kernel works on it while the addresses are read.
    var links = try explained(
      try KernelSockets.beginLinkDump(.linkDump(selection.filter), in: namespace))
    let addresses = try addresses(of: nil, call, in: namespace, &problems)
    let record = LinkRecord(
      in: RecordNamespace(namespace, failures: call.lookups),
      showing: VisibleAttributes(to: call.caller))
    let listed = try writeLinks(from: &links, selection, record, addresses, &response, &problems)
    guard selection.isEverything, response.failure == nil,
      let counted = countLinks(in: namespace), counted > listed
    else { return problems }
    problems.append(
      Problem(
        .linksMissing,
        "the kernel listed \(listed) of its \(counted) links; some may have been added meanwhile"))
    return problems
  }

  /// - Parameter link: the link whose addresses are wanted; nil for all.
  private static func addresses(
    of link: UInt32?, _ call: MethodCall, in namespace: TargetNamespace?,
    _ problems: inout [Problem]
  ) throws(RPCError) -> AddressStore {
    let memory = call.memory
    var addresses = AddressStore { memory.add($0) }
    let interrupted = try ListAddresses.dump(of: link, in: namespace) {
      address, payload throws(NetlinkError) in
      try addresses.add(address, payload)
      return .next
    }
    if interrupted { problems.append(.interrupted("addresses")) }
    addresses.sort()
    if addresses.leftOut > 0 {
      problems.append(
        Problem(
          .addressesLeftOut,
          "\(addresses.leftOut) addresses are missing in the links; listAddresses lists all"))
    }
    return addresses
  }

  /// - Returns: the number of links that the kernel listed.
  private static func writeLinks(
    from dump: inout Conversation<ReadAheadTransport>, _ selection: LinkSelection,
    _ record: LinkRecord, _ addresses: borrowing AddressStore,
    _ response: inout ResponseWriter, _ problems: inout [Problem]
  ) throws(RPCError) -> Int {
    var listed = 0
    do {
      let verdict = try dump.collect(arrived: record.namespace.names.update(linksIn:)) {
        message throws(NetlinkError) in
        guard message.header.type == RouteMessageType.newLink else { return .next }
        guard let link = LinkMessage(message.payload) else {
          throw .malformed("ifinfomsg cut short", offset: 0)
        }
        listed += 1
        let attributes = try AttributeTable(message.payload, from: LinkMessage.size)
        guard try selection.matches(link, attributes) else { return .next }
        return try response.record { json throws(NetlinkError) in
          try record.write(link, attributes, addresses, to: &json)
        }
      }
      if verdict.interrupted { problems.append(.interrupted("links")) }
    } catch {
      throw RPCError(error, doing: "list links")
    }
    return listed
  }

  /// The number of links for which the kernel has statistics; nil before Linux 4.7.
  private static func countLinks(in namespace: TargetNamespace?) -> Int? {
    var count = 0
    guard var conversation = try? KernelSockets.open(.route, in: namespace) else { return nil }
    let verdict = try? conversation.dump(.linkStatisticsDump()) { message throws(NetlinkError) in
      if message.header.type == RouteMessageType.newStatistics { count += 1 }
      return .next
    }
    return verdict == nil ? nil : count
  }
}
