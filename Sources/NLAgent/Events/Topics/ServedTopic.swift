internal import Netlink
internal import Privileged
internal import Protocol
internal import SocketFilter
internal import Syscalls

/// What the topics of one subscription share.
final class EventScene {
  /// Where it happens; nil is the agent's own network namespace.
  let namespace: TargetNamespace?
  /// Names of links as the events told them, not as they may be by now.
  let names: InterfaceNames
  /// Who held sockets; nil where nobody wants to know.
  let owners: KnownOwners?
  /// Which sockets; nil is all.
  let filter: FilterSteps?

  init(
    in namespace: TargetNamespace?, owners: KnownOwners? = nil, filter: FilterSteps? = nil
  ) {
    self.namespace = namespace
    self.owners = owners
    self.filter = filter
    names = InterfaceNames(in: namespace)
  }
}

/// A topic that this agent serves: which messages of the kernel's are its events, and how one
/// becomes an object.
struct ServedTopic: Sendable {
  /// Writes the object a message is about, as the list method does.
  /// - Returns: false, and nothing written, for a message that is about none of the topic's.
  typealias Write = (borrowing Message, inout JSONWriter) throws(NetlinkError) -> Bool

  let contract: EventTopic
  let family: NetlinkSocket.Family
  /// The multicast groups its messages come from.
  let groups: [UInt32]
  /// Groups that are joined for `goesStale` alone.
  var alsoHears: [UInt32] = []
  /// What reads all of its objects; none where they cannot be read.
  var dumps: [Request] = []
  /// The type of messages of objects that are there, in dumps and events; nil where there are none.
  var present: UInt16?
  /// The type of messages of objects that are gone.
  let gone: UInt16
  /// Members that change all the time, which is no event; in objects inside of it, too.
  var restless: [String] = []
  /// Whether a message, of this topic or another, means that other objects changed without one:
  /// all are then read again. It gets what the message did to its own object, nil for no news.
  var goesStale: @Sendable (borrowing Message, EventNotices.Action?) throws(NetlinkError) -> Bool =
    { _, _ throws(NetlinkError) in false }
  /// Writes members that an event of removal has besides.
  var farewell: @Sendable (borrowing Message, inout JSONWriter) throws(NetlinkError) -> Void = {
    _, _ throws(NetlinkError) in
  }
  /// Makes what writes the objects of one subscription.
  let writing: @Sendable (EventScene) -> Write
}

/// All topics but `pressure` and `taskExit`, whose events come from elsewhere (`PressureTrigger`,
/// `TaskExits`). A new one is one file in `Events/`, one row here and one in `EventTopic.all`.
enum TopicTable {
  static let all: [ServedTopic] = [
    .link, .address, .route, .neighbor, .rule, .socketClose,
  ]

  static func find(_ name: String) -> ServedTopic? { all.first { $0.contract.name == name } }
}
