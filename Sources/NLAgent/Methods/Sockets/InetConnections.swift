internal import Netlink
internal import Privileged
internal import Protocol
internal import SocketFilter
internal import Syscalls
internal import Vocabulary

/// `inetConnections`: a sock_diag dump for each family and protocol.
enum InetConnections {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let selection = try InetSelection(call, needsOwners: call.isAskingForOwners)
    let details = InetDetails(call.parameters.strings("details") ?? [])
    if !details.isDisjoint(with: .reserved) { call.powers?.use(.reserved) }
    let owners = call.isAskingForOwners ? selection.owners.map { OwnerText($0, call.lookups) } : nil
    try call.list("connections", &response) { json in
      selection.writeVerdict(to: &json)
      owners?.index.writeVerdict(to: &json)
    } records: { namespace, response, problems throws(RPCError) in
      var records = InetRecords(
        details, owners, namespace, VisibleAttributes(to: call.caller), memory: call.memory,
        call.lookups)
      let inside = try selection.inside(namespace, of: call)
      try inside.each(asking: details.extensions, &problems) {
        socket, payload, dump throws(NetlinkError) in
        try response.record { json throws(NetlinkError) in
          try records.write(socket, payload, dump, to: &json)
        }
      }
    }
  }
}

/// A record writer for each family and protocol.
private struct InetRecords {
  private let details: InetDetails
  private let owners: OwnerText?
  private let namespace: TargetNamespace?
  private let visible: VisibleAttributes
  private let cgroups: CgroupPaths
  private let lookups: FailedLookups
  private var records: [InetRecord] = []
  private var places: [(family: UInt8, transport: InetTransport)] = []
  // The index of the record writer of the previous socket.
  private var place = 0

  init(
    _ details: InetDetails, _ owners: OwnerText?, _ namespace: TargetNamespace?,
    _ visible: VisibleAttributes, memory: MemoryShare, _ lookups: FailedLookups
  ) {
    self.lookups = lookups
    cgroups = CgroupPaths { memory.add($0) }
    self.visible = visible
    self.namespace = namespace
    self.details = details
    self.owners = owners
  }

  mutating func write(
    _ socket: InetDiagMessage, _ payload: RawSpan, _ dump: FilterPlan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    if places.isEmpty || places[place] != (socket.family, dump.transport) {
      try selectRecord(socket.family, dump.transport)
    }
    try records[place].write(socket, payload, to: &json)
  }

  private mutating func selectRecord(
    _ number: UInt8, _ transport: InetTransport
  ) throws(NetlinkError) {
    if let known = places.firstIndex(where: { $0 == (number, transport) }) {
      place = known
      return
    }
    guard let family = InetFamily(rawValue: number) else {
      throw .malformed("a socket of family \(number)", offset: 0)
    }
    place = places.count
    places.append((number, transport))
    records.append(
      InetRecord(
        family, transport,
        details.isEmpty ? nil : InetDetailsRecord(transport, details, cgroups, visible),
        owners: owners.map { owners in { owners.write($0, to: &$1) } }, in: namespace,
        failures: lookups))
  }
}
