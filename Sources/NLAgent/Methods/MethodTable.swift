internal import Protocol
internal import Syscalls

/// A method of this agent: its contract and its implementation.
struct ServedMethod: Sendable {
  /// Writes the result, or throws.
  typealias Answer = @Sendable (MethodCall, inout ResponseWriter) throws(RPCError) -> Void
  /// The implementation of a method that begins or ends subscriptions of its connection.
  typealias SubscriptionAnswer =
    @Sendable (MethodCall, Subscriptions, inout ResponseWriter) throws(RPCError) -> Void

  private enum Kind {
    case call(Answer)
    case subscription(SubscriptionAnswer)
  }

  let contract: MethodContract
  /// Why a call costs so little that it needs no place in `WorkShares`; nil if it needs one.
  let smallBecause: StaticString?
  /// Whether an answer can be longer than what is gathered before one write.
  let isLong: Bool
  private let kind: Kind

  init(
    _ contract: MethodContract, smallBecause reason: StaticString? = nil, isLong: Bool = true,
    _ answer: @escaping Answer
  ) {
    self.contract = contract
    smallBecause = reason
    self.isLong = isLong && reason == nil
    kind = .call(answer)
  }

  init(
    _ contract: MethodContract, smallBecause reason: StaticString? = nil, isLong: Bool = true,
    subscriptions answer: @escaping SubscriptionAnswer
  ) {
    self.contract = contract
    smallBecause = reason
    self.isLong = isLong && reason == nil
    kind = .subscription(answer)
  }

  /// Whether a call needs no place in `WorkShares`.
  var isSmall: Bool { smallBecause != nil }

  /// Writes the result, or throws.
  func answer(
    _ call: MethodCall, _ subscriptions: Subscriptions, _ response: inout ResponseWriter
  ) throws(RPCError) {
    if let powers = call.powers, let power = Power.used[contract.name] { powers.use(power) }
    switch kind {
    case .call(let answer): try answer(call, &response)
    case .subscription(let answer): try answer(call, subscriptions, &response)
    }
  }
}

/// All methods, sorted by name. To add one, write a file in `Methods` and a row here.
enum MethodTable {
  static let all: [ServedMethod] = [
    ServedMethod(.cgroupLoad, isLong: false, CgroupLoad.answer),
    ServedMethod(
      .getFamilyID,
      smallBecause: """
        It is one question to the kernel. For an unknown name the kernel waits for modprobe(8), \
        which must not occupy a place.
        """, GetFamilyID.answer),
    ServedMethod(.getRoute, isLong: false, GetRoute.answer),
    ServedMethod(.inetConnections, InetConnections.answer),
    ServedMethod(.inetSocket, isLong: false, InetSocket.answer),
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
    ServedMethod(.pressure, isLong: false, Pressure.answer),
    ServedMethod(.discover, Discover.answer),
    ServedMethod(.socketSummary, SocketSummary.answer),
    ServedMethod(.status, smallBecause: "It writes what the agent knows.", Status.answer),
    ServedMethod(.subscribe, subscriptions: Subscribe.answer),
    ServedMethod(.taskStats, TaskStatsMethod.answer),
    ServedMethod(.unixConnections, UnixConnections.answer),
    ServedMethod(
      .unsubscribe, smallBecause: "It only makes other work unnecessary.",
      subscriptions: Unsubscribe.answer),
    ServedMethod(.vsockSockets, SocketKinds.vsock),
  ]

  /// Finds a method.
  /// - Throws: `methodNotFound`.
  static func find(_ name: String) throws(RPCError) -> ServedMethod {
    guard let method = named(name) else { throw unknown(name) }
    return method
  }

  /// The method of a name; nil if there is none.
  static func named(_ name: String) -> ServedMethod? {
    all.first { $0.contract.name == name }
  }

  /// The error for a name that no method has.
  static func unknown(_ name: String) -> RPCError {
    RPCError(
      .methodNotFound, "there is no method \"\(name.prefix(64))\"",
      hint: Spelling.question(for: name, among: all.map(\.contract.name))
        ?? "rpc.discover lists all methods.")
  }
}
