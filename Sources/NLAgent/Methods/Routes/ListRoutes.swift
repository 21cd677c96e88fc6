internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// `listRoutes`: an RTM_GETROUTE dump for each family, streamed because there may be a million
/// routes.
enum ListRoutes {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let selection = try RouteSelection(call.parameters)
    try call.list("routes", &response) { namespace, response, problems throws(RPCError) in
      var filter = selection.filter
      let interface = try call.interface(in: namespace)
      if interface == .absent { return }
      filter.outputInterface = interface.index
      try write(selection, filter, in: namespace, call, &response, &problems)
    }
  }

  private static func write(
    _ selection: RouteSelection, _ filter: RouteFilter, in namespace: TargetNamespace?,
    _ call: MethodCall, _ response: inout ResponseWriter, _ problems: inout [Problem]
  ) throws(RPCError) {
    var record = RouteRecord(in: RecordNamespace(namespace, failures: call.lookups))
    var absences: [RPCError] = []
    for family in selection.families {
      do throws(RPCError) {
        let verdict = try RouteDump.each(family, filter, in: namespace) {
          route, payload throws(NetlinkError) in
          try response.record { json throws(NetlinkError) in
            try record.write(route, payload, to: &json)
          }
        }
        if verdict.interrupted { problems.append(.interrupted("\(family.name) routes")) }
        if verdict.stopped { return }
      } catch {
        guard error.code == .notFound || error.code == .notSupported else { throw error }
        absences.append(error)
      }
    }
    // A table may have routes of only one family.
    if let absence = absences.first, absences.count == selection.families.count,
      !call.isAboutAllNamespaces, selection.isAboutSomeTable
    {
      throw absence
    }
  }
}

/// The parameters of `listRoutes`, except for `interface`.
struct RouteSelection {
  let families: [RouteFamily]
  private(set) var filter = RouteFilter()

  /// Whether the call is about a table that has no word. Only then is it an error if no family has
  /// the table: the kernel creates the tables with words, too, with their first route.
  var isAboutSomeTable: Bool { (filter.table ?? 1) < 253 || (filter.table ?? 1) > 255 }

  init(_ parameters: Parameters) throws(RPCError) {
    let family = parameters.string("family") ?? "all"
    families = RouteFamily.allCases.filter { family == "all" || family == $0.name }
    if let word = parameters.string("table"), word != "all" {
      guard let table: UInt32 = RouteWords.table(word) else {
        throw RouteSelection.unknown("table", word, RouteWords.tables.map(\.word))
      }
      if table != 0 { filter.table = table }
    }
    if let word = parameters.string("protocol") {
      guard let origin: UInt8 = RouteWords.origin(word) else {
        throw RouteSelection.unknown("protocol", word, RouteWords.origins.map(\.word))
      }
      filter.origin = origin
    }
    if let word = parameters.string("type") {
      guard let type: UInt8 = RouteWords.type(word) else {
        throw RouteSelection.unknown("type", word, RouteWords.types.map(\.word))
      }
      filter.type = type
    }
  }

  private static func unknown(_ name: String, _ word: String, _ known: [String]) -> RPCError {
    RPCError(
      .invalidParams, "parameter \"\(name)\" cannot be \"\(word.prefix(64))\"",
      hint: Spelling.question(for: word, among: known)
        ?? "It must be a decimal number or one of \(known.joined(separator: ", ")).")
  }
}

/// A dump of the routes of one family.
enum RouteDump {
  /// Calls `row` with each route of a family that passes the filter, and its message.
  /// - Throws: `notFound` if the family has no such table, `notSupported` if the kernel lacks the
  ///   family.
  static func each(
    _ family: RouteFamily, _ filter: RouteFilter, in namespace: TargetNamespace?,
    _ row: (RouteMessage, RawSpan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> DumpVerdict {
    guard family != .mpls || filter.isAboutMPLS else {
      throw RPCError(.notFound, "MPLS has only routes of type unicast in the table main")
    }
    var conversation = try explained(
      try KernelSockets.beginRouteDump(
        .routeDump(family: family.number, filter.forKernel(family)), in: namespace))
    var isSupported = true
    let verdict: DumpVerdict
    do throws(NetlinkError) {
      verdict = try conversation.collect { message throws(NetlinkError) in
        guard message.header.type == RouteMessageType.newRoute else { return .next }
        guard let route = RouteMessage(message.payload) else {
          throw .malformed("rtmsg cut short", offset: 0)
        }
        // A kernel without the family answers for all others.
        guard route.family == family.number else {
          isSupported = false
          return .stop
        }
        guard !route.isCloned, filter.type == 0 || filter.type == route.type else { return .next }
        return try row(route, message.payload)
      }
    } catch {
      if case .kernel(let refusal) = error, refusal.errno == .noSuchFileOrDirectory,
        let table = filter.table
      {
        throw RPCError(
          .notFound, "there is no \(family.name) routing table \(RouteWords.table(table))",
          errno: "ENOENT", kernel: refusal.text,
          hint:
            "A table exists as long as it has routes; listRoutes lists the routes of all tables.")
      }
      throw RPCError(error, doing: "list \(family.name) routes")
    }
    guard isSupported else {
      throw RPCError(
        .notSupported, "this kernel has no \(family.name) routes", errno: "EAFNOSUPPORT",
        hint: "It was built without them, or their module is not loaded.")
    }
    return verdict
  }
}

extension RouteFilter {
  /// Whether the filter can match routes of MPLS. The kernel gives all of them the same table and
  /// type, and filters by neither.
  fileprivate var isAboutMPLS: Bool {
    (table == nil || table == 254) && (type == 0 || type == 1)  // RT_TABLE_MAIN, RTN_UNICAST
  }

  /// The part of the filter that the kernel can apply. It reports a route with a blackhole next-hop
  /// object as type blackhole, but filters it by another type.
  fileprivate func forKernel(_ family: RouteFamily) -> RouteFilter {
    var filter = self
    if type == 6 { filter.type = 0 }  // RTN_BLACKHOLE
    if family == .mpls {
      filter.table = nil
      filter.type = 0
    }
    return filter
  }
}
