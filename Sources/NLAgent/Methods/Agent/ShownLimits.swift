internal import Limits
internal import Protocol

/// The limits that clients can run into, as `status` and `nlagent --limits` show them. A name that
/// ends in a unit has that unit.
enum ShownLimits {
  static let all: [(name: StaticString, value: Int)] = [
    ("requestBytes", Limits.requestBytes),
    ("batchRequests", Limits.batchRequests),
    ("requestLineSeconds", Limits.requestLineSeconds),
    ("clients", Limits.clients),
    ("clientsOfOneUser", Limits.clientsOfOneUser),
    ("connectionsPerSecond", Limits.connectionsPerSecond),
    ("connectionBurst", Limits.connectionBurst),
    ("subscriptions", Limits.subscriptions),
    ("subscriptionsOfOneUser", Limits.subscriptionsOfOneUser),
    ("subscriptionsOfOneClient", Limits.subscriptionsOfOneClient),
    ("memoryBytes", Limits.memoryBytes),
    ("writeStallSeconds", Limits.writeStallSeconds),
    ("jsonDepth", JSONLimits.request.depth),
    ("jsonTokens", JSONLimits.request.tokens),
    ("stringBytes", JSONLimits.request.stringBytes),
    ("numberBytes", JSONLimits.request.numberBytes),
  ]
}
