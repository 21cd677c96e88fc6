internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// Writes routes as JSON records.
struct RouteRecord {
  private let namespace: RecordNamespace
  private let nextHops: NextHopRecord
  private var texts = RouteTexts()

  init(in namespace: RecordNamespace = RecordNamespace()) {
    self.namespace = namespace
    nextHops = NextHopRecord(namespace.names)
  }

  /// Writes one record.
  /// - Parameter payload: the message that `route` was read from, with its attributes.
  mutating func write(
    _ route: RouteMessage, _ payload: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    guard let family = RouteFamily(rawValue: route.family) else {
      throw .malformed("a route of family \(route.family)", offset: 0)
    }
    let slot = texts.slot(of: payload, generation: namespace.names.generation)
    if let slot, texts.write(payload, slot, to: &json) { return }
    let start = json.count
    let attributes = try AttributeTable(payload, from: RouteMessage.size)
    let destination = try write(route, family, attributes, to: &json)
    guard let slot else { return }
    texts.store(
      slot, json.bytes.extracting(start..<json.count),
      destination.lowerBound - start..<destination.upperBound - start)
  }

  /// - Returns: the range of the destination's text in `json`.
  private func write(
    _ route: RouteMessage, _ family: RouteFamily, _ attributes: borrowing AttributeTable,
    to json: inout JSONWriter
  ) throws(NetlinkError) -> Range<Int> {
    json.beginObject()
    writeKind(route, family, attributes, to: &json)
    let destination = RouteRecord.writeDestination(attributes, family, to: &json)
    RouteRecord.writeEnds(route, family, attributes, to: &json)
    writeSelectors(route, attributes, to: &json)
    RouteRecord.writeKeys(attributes, to: &json)
    if let metrics = attributes[RouteAttribute.metrics] {
      try RouteRecord.writeMetrics(metrics, to: &json)
    }
    if let times = attributes[RouteAttribute.cacheInfo] {
      RouteRecord.writeTimes(RouteCacheInfo(times), to: &json)
    }
    json.member("flags", route.flags, words: RouteWords.flags)
    json.key("nextHops")
    json.beginArray()
    if let multipath = attributes[RouteAttribute.multipath] {
      try nextHops.write(multipath, family, to: &json)
    } else {
      nextHops.write(route, attributes, family, to: &json)
    }
    json.endArray()
    json.endObject()
    return destination
  }

  private func writeKind(
    _ route: RouteMessage, _ family: RouteFamily, _ attributes: borrowing AttributeTable,
    to json: inout JSONWriter
  ) {
    namespace.writeMembers(to: &json)
    json.member("family", family.name)
    json.member("type", RouteWords.type(route.type))
    json.member("typeNumber", route.type)
    let table = attributes.integer(RouteAttribute.table) ?? UInt32(route.table)
    json.member("table", RouteWords.table(table))
    json.member("tableNumber", table)
    json.member("protocol", RouteWords.origin(route.origin))
    json.member("protocolNumber", route.origin)
    json.member("scope", RouteWords.scope(route.scope))
    json.member("scopeNumber", route.scope)
  }

  private static func writeDestination(
    _ attributes: borrowing AttributeTable, _ family: RouteFamily, to json: inout JSONWriter
  ) -> Range<Int> {
    json.key("destination")
    let start = json.count
    if let destination = attributes[RouteAttribute.destination] {
      json.routeAddress(destination, family)
    } else {
      json.token(family == .v4 ? "0.0.0.0" : "::")
    }
    return start + 1..<json.count - 1
  }

  private static func writeEnds(
    _ route: RouteMessage, _ family: RouteFamily, _ attributes: borrowing AttributeTable,
    to json: inout JSONWriter
  ) {
    json.member("prefixLength", route.destinationLength)
    if let source = attributes[RouteAttribute.source] {
      json.key("source")
      json.routeAddress(source, family)
      json.member("sourcePrefixLength", route.sourceLength)
    }
    if let address = attributes[RouteAttribute.preferredSource] {
      json.key("preferredSource")
      json.routeAddress(address, family)
    }
  }

  private func writeSelectors(
    _ route: RouteMessage, _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    if route.tos != 0 { json.member("tos", route.tos) }
    if let index = attributes.integer(RouteAttribute.inputInterface, as: UInt32.self) {
      json.member("inputInterfaceIndex", index)
      namespace.names.write("inputInterface", index, to: &json)
    }
    if let mark = attributes.integer(RouteAttribute.mark, as: UInt32.self) {
      json.member("mark", mark)
    }
    if let uid = attributes.integer(RouteAttribute.uid, as: UInt32.self) {
      json.member("uid", uid)
    }
  }

  private static func writeKeys(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    if let priority = attributes.integer(RouteAttribute.priority, as: UInt32.self) {
      json.member("priority", priority)
    }
    if let preference = attributes.integer(RouteAttribute.preference, as: UInt8.self) {
      json.member("preference", RouteWords.preference(preference))
    }
    if let id = attributes.integer(RouteAttribute.nextHopID, as: UInt32.self) {
      json.member("nextHopID", id)
    }
    if let propagate = attributes.integer(RouteAttribute.ttlPropagate, as: UInt8.self) {
      json.member("ttlPropagate", propagate != 0)
    }
  }

  private static func writeMetrics(
    _ payload: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    let metrics = try AttributeTable(payload)
    json.key("metrics")
    json.beginObject()
    let locked = metrics.integer(RouteMetric.lock, as: UInt32.self) ?? 0
    for (type, name) in RouteMetric.numbers {
      if let value = metrics.integer(type, as: UInt32.self) { json.member(name, value) }
    }
    if let features = metrics.integer(RouteMetric.features, as: UInt32.self) {
      json.member("features", features, words: RouteWords.features)
    }
    if let name = metrics.text(RouteMetric.congestion) { json.member("cc_algo", bytes: name) }
    if locked != 0 { json.member("lock", locked, words: lockWords) }
    json.endObject()
  }

  /// The bit of a metric is 1 << its number.
  private static let lockWords =
    RouteMetric.numbers.map { FlagWord(1 << UInt32($0.type), $0.name) }
    + [FlagWord(1 << UInt32(RouteMetric.features), "features")]
    + [FlagWord(1 << UInt32(RouteMetric.congestion), "cc_algo")]

  /// Writes the times. The kernel sends 0 for a number without meaning.
  private static func writeTimes(_ times: RouteCacheInfo, to json: inout JSONWriter) {
    if let expires = times.expires, expires != 0 {
      json.member("expiresHundredths", Int(expires))
    }
    if let references = times.references, references != 0 {
      json.member("references", references)
    }
    if let used = times.lastUsed, used != 0 { json.member("usedHundredthsAgo", used) }
    if let error = times.error, error != 0 {
      json.member("error", Errno(0 &- Int32(truncatingIfNeeded: error)).name)
    }
  }
}
