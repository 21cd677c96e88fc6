internal import Netlink
internal import Privileged
internal import Protocol
internal import SocketFilter
internal import Syscalls

/// What the topics of one subscription share.
final class EventContext {
  /// The network namespace of the events; nil for the agent's own.
  let namespace: TargetNamespace?
  /// Names of links as the events gave them, which may have changed since.
  let names: InterfaceNames
  /// Who held sockets; nil if the client does not want to know.
  let owners: KnownOwners?
  /// Which sockets the client wants; nil for all.
  let filter: FilterSteps?
  /// The reserved attributes that the client may see.
  let visible: VisibleAttributes

  init(
    in namespace: TargetNamespace?, owners: KnownOwners? = nil, filter: FilterSteps? = nil,
    showing visible: VisibleAttributes
  ) {
    self.visible = visible
    self.namespace = namespace
    self.owners = owners
    self.filter = filter
    names = InterfaceNames(in: namespace)
  }

  /// The namespace as records need it, with the names that the events gave.
  var recordNamespace: RecordNamespace { RecordNamespace(namespace, names: names) }
}

/// A topic that this agent serves: which messages of the kernel are its events, and how a message
/// becomes the JSON text of an object.
struct ServedTopic: Sendable {
  /// Writes the object that a message is about, as the list method does.
  /// - Returns: false, and nothing written, if the message is about no object of the topic.
  typealias Write = (borrowing Message, inout JSONWriter) throws(NetlinkError) -> Bool

  let contract: EventTopic
  let family: NetlinkSocket.Family
  /// The multicast groups its messages come from.
  let groups: [UInt32]
  /// Groups whose messages only `requiresReread` needs.
  var auxiliaryGroups: [UInt32] = []
  /// The requests that read all objects; empty if the kernel has none.
  var dumps: [Request] = []
  /// Requests for nothing, to what sends the events in the kernel. Without it no event comes; a
  /// request makes the kernel load its module.
  var senders: [Sender] = []
  /// The type of messages about objects that exist, in dumps and events; nil if there are none.
  var presentType: UInt16?
  /// The type of messages about objects that were removed.
  let removedType: UInt16
  /// Members whose changes are no event, also in objects inside of the object.
  var volatileMembers: [String] = []
  /// Whether a message, of this topic or another, means that other objects changed without an
  /// event, so that all must be read again. It gets what the message did to its own object; nil
  /// for nothing new.
  var requiresReread:
    @Sendable (borrowing Message, NotificationWriter.Action?) throws(NetlinkError) -> Bool = {
      _, _ throws(NetlinkError) in false
    }
  /// Writes further members of an event of removal.
  var removalExtras: @Sendable (borrowing Message, inout JSONWriter) throws(NetlinkError) -> Void =
    {
      _, _ throws(NetlinkError) in
    }
  /// What sends events, and a request that it answers.
  struct Sender: Sendable {
    /// The name of the kernel's module.
    let module: String
    let request: Request
  }

  /// Makes the writer of one subscription's objects.
  let makeWriter: @Sendable (EventContext) -> Write
}

/// All topics except `pressure` and `taskExit`, which are no multicast groups (`PressureTrigger`,
/// `TaskExits`). A new topic is one file in `Events/Topics`, one row here and one in
/// `EventTopic.all`.
enum TopicTable {
  static let all: [ServedTopic] = [
    .link, .address, .route, .neighbor, .rule, .socketClose,
  ]

  static func find(_ name: String) -> ServedTopic? { all.first { $0.contract.name == name } }
}
