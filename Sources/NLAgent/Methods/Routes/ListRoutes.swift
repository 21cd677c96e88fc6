internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// `listRoutes`: an RTM_GETROUTE dump for each family, streamed, since there may be a million.
enum ListRoutes {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let selection = try RouteSelection(call.parameters)
    try response.list("routes") { response, problems throws(RPCError) in
      try call.eachNamespace(&response, &problems) {
        namespace, response, problems throws(RPCError) in
        var filter = selection.filter
        let interface = try call.interface(in: namespace)
        if interface == .absent { return }
        filter.outputInterface = interface.index
        try write(selection, filter, in: namespace, call, &response, &problems)
      }
    }
  }

  private static func write(
    _ selection: RouteSelection, _ filter: RouteFilter, in namespace: TargetNamespace?,
    _ call: MethodCall, _ response: inout ResponseWriter, _ problems: inout [Problem]
  ) throws(RPCError) {
    var record = RouteRecord(in: namespace)
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
    // A table may have routes of one family alone.
    if let absence = absences.first, absences.count == selection.families.count,
      !call.isAboutAllNamespaces, selection.isAboutSomeTable
    {
      throw absence
    }
  }
}

/// What the parameters of `listRoutes` ask for, the link aside.
struct RouteSelection {
  let families: [RouteFamily]
  private(set) var filter = RouteFilter()

  /// Whether it is a mistake when there is nothing to be dumped: the kernel makes the tables with
  /// a word, too, when their first routes come.
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
      .invalidParams, "parameter \"\(name)\" is \"\(word.prefix(64))\", which is no \(name)",
      hint: Spelling.question(for: word, among: known)
        ?? "It is a number in decimal or one of \(known.joined(separator: ", ")).")
  }
}

/// One dump of routes.
enum RouteDump {
  /// Hands over each route of a family that the filter lets through, and its message.
  /// - Throws: `notFound` where the family has no such table, `notSupported` where the kernel
  ///   does not have the family.
  static func each(
    _ family: RouteFamily, _ filter: RouteFilter, in namespace: TargetNamespace?,
    _ row: (RouteMessage, RawSpan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> DumpVerdict {
    guard family != .mpls || filter.isAboutMPLS else {
      throw RPCError(.notFound, "MPLS has routes of type unicast in the table main alone")
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
        // The kernel answers for all others where it does not have the family.
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
          hint: "Tables are there as long as they have routes; listRoutes shows which have.")
      }
      throw RPCError(error, doing: "list \(family.name) routes")
    }
    guard isSupported else {
      throw RPCError(
        .notSupported, "this kernel has no \(family.name) routes", errno: "EAFNOSUPPORT",
        hint: "It was built without them, or has not loaded their module.")
    }
    return verdict
  }
}

extension RouteFilter {
  /// Whether routes of MPLS can be among what it lets through: the kernel gives them all one
  /// table and one type, and filters by neither.
  fileprivate var isAboutMPLS: Bool {
    (table == nil || table == 254) && (type == 0 || type == 1)  // RT_TABLE_MAIN, RTN_UNICAST
  }

  /// What the kernel can be left to decide. A route by a next-hop object that is a blackhole is
  /// told as of that type, and is of another one to the kernel's filter.
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
