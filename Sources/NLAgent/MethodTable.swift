internal import Protocol
internal import Syscalls

/// What a method gets to know of the call it answers.
struct MethodCall {
  let parameters: Parameters
  let caller: PeerCredentials
  let agent: AgentState
  /// The connection; nil in tests, which have none.
  var client: ClientSocket?
  /// Those of the connection.
  var subscriptions = Subscriptions()
}

/// A method that this agent serves.
struct ServedMethod: Sendable {
  typealias Answer = @Sendable (MethodCall, inout ResponseWriter) throws(RPCError) -> Void

  let contract: MethodContract
  /// Writes the result, or throws.
  let answer: Answer

  init(_ contract: MethodContract, _ answer: @escaping Answer) {
    self.contract = contract
    self.answer = answer
  }
}

/// All methods, by name. A new method is one file in `Methods/` and one row here.
enum MethodTable {
  static let all: [ServedMethod] = [
    ServedMethod(.cgroupLoad, CgroupLoad.answer),
    ServedMethod(.getFamilyID, GetFamilyID.answer),
    ServedMethod(.getRoute, GetRoute.answer),
    ServedMethod(.inetConnections, InetConnections.answer),
    ServedMethod(.inetSocket, InetSocket.answer),
    ServedMethod(.listAddresses, ListAddresses.answer),
    ServedMethod(.listCgroups, ListCgroups.answer),
    ServedMethod(.listFamilies, ListFamilies.answer),
    ServedMethod(.listLinks, ListLinks.answer),
    ServedMethod(.listNamespaces, ListNamespaces.answer),
    ServedMethod(.listNeighbors, ListNeighbors.answer),
    ServedMethod(.listRoutes, ListRoutes.answer),
    ServedMethod(.listRules, ListRules.answer),
    ServedMethod(.listTasks, ListTasks.answer),
    ServedMethod(.netlinkSockets, SocketKinds.netlink),
    ServedMethod(.packetSockets, SocketKinds.packet),
    ServedMethod(.pressure, Pressure.answer),
    ServedMethod(.discover, Discover.answer),
    ServedMethod(.socketSummary, SocketSummary.answer),
    ServedMethod(.status, Status.answer),
    ServedMethod(.subscribe, Subscribe.answer),
    ServedMethod(.taskStats, TaskStatsMethod.answer),
    ServedMethod(.unixConnections, UnixConnections.answer),
    ServedMethod(.unsubscribe, Unsubscribe.answer),
    ServedMethod(.vsockSockets, SocketKinds.vsock),
  ]

  static func find(_ name: String) throws(RPCError) -> ServedMethod {
    if let method = all.first(where: { $0.contract.name == name }) { return method }
    let nearest = Spelling.nearest(to: name, among: all.map(\.contract.name))
    throw RPCError(
      .methodNotFound, "there is no method \"\(name.prefix(64))\"",
      hint: nearest.map { "Did you mean \"\($0)\"?" } ?? "rpc.discover lists all methods.")
  }
}
