/// The contract of a topic of `subscribe`, which agent and client share. To add a topic, add a row
/// to `all` and one to the agent's `TopicTable`.
public struct EventTopic: Sendable {
  /// The name in the parameter `topics` and in each event.
  public let name: String
  /// The set of its objects: a socket serves the topic if it serves this set and `events`.
  public let set: MethodSet
  /// The member of an event that is the object.
  public let member: String
  /// The member of the snapshot that is the list of objects; nil if the topic has no snapshot.
  public let list: String?
  /// The members that identify an object.
  public let keys: [String]
  /// The members that are a link's name or index, for the parameter `interface`.
  public let interfaces: [String]
  /// The members of an object: those of the list method's records, or some of them.
  public let object: [Schema.Member]
  /// The manual: what the objects are, and which changes cause no event.
  public let description: String

  /// A topic whose objects are the records of a list method.
  /// - Parameter left: the members of the records that the objects lack.
  init(
    _ name: String, member: String? = nil, list: String?, keys: [String], interfaces: [String],
    as method: MethodContract, without left: [String] = [], _ description: String
  ) {
    self.name = name
    set = method.set
    self.member = member ?? name
    self.list = list
    self.keys = keys
    self.interfaces = interfaces
    self.description = description
    object = method.record.filter { !left.contains($0.name) }
  }

  /// A topic without a list method.
  init(
    _ name: String, set: MethodSet, keys: [String], of object: [Schema.Member],
    _ description: String
  ) {
    self.name = name
    self.set = set
    member = name
    list = nil
    self.keys = keys
    interfaces = []
    self.object = object
    self.description = description
  }

  /// All topics, in the order of their lists in a snapshot.
  public static let all: [EventTopic] = [
    .link, .address, .route, .neighbor, .rule, .socketClose, .pressure,
    .taskExit,
  ]

  /// The topic with this name, or nil.
  public static func find(_ name: String) -> EventTopic? { all.first { $0.name == name } }

  /// Network links.
  public static let link = EventTopic(
    "link", list: "links", keys: ["index"], interfaces: ["index", "name"], as: .listLinks,
    without: ["statistics", "addresses"],
    """
    Links, as in listLinks, without statistics and addresses. The kernel sends no event when the \
    alias, group or alternative names of a link change while it is down; the link's next event \
    has them.
    """)

  /// IPv4 and IPv6 addresses.
  public static let address = EventTopic(
    "address", list: "addresses",
    keys: ["interfaceIndex", "family", "address", "prefixLength", "peer"],
    interfaces: ["interfaceIndex", "interface"], as: .listAddresses,
    """
    Addresses, as in listAddresses. When validSeconds and preferredSeconds run down, no event is \
    sent; when they are set again, one is.
    """)

  /// IPv4 and IPv6 routes.
  public static let route = EventTopic(
    "route", list: "routes",
    keys: [
      "family", "tableNumber", "destination", "prefixLength", "source", "sourcePrefixLength", "tos",
      "priority", "nextHops",
    ],
    interfaces: [], as: .listRoutes,
    """
    IPv4 and IPv6 routes of all tables, as in listRoutes. The kernel removes some routes without \
    an event, for example when a link goes down; the agent finds these by dumping the routes \
    again. nextHops are part of a route's identity: a route whose nextHops change is removed and \
    added.
    """)

  /// ARP and NDISC neighbors.
  public static let neighbor = EventTopic(
    "neighbor", list: "neighbors", keys: ["family", "address", "interfaceIndex"],
    interfaces: ["interfaceIndex", "interface"], as: .listNeighbors,
    """
    ARP and NDISC neighbors, as in listNeighbors, without proxies and without neighbors of the \
    types that the kernel creates itself, such as multicast. Changes of times, probes and \
    references cause no event.
    """)

  /// Policy rules.
  public static let rule = EventTopic(
    "rule", list: "rules",
    keys: MethodContract.listRules.record.map(\.name).filter { $0 != "flags" }, interfaces: [],
    as: .listRules, "Policy rules, as in listRules.")

  /// TCP and UDP sockets that the kernel frees.
  public static let socketClose = EventTopic(
    "socketClose", member: "socket", list: nil, keys: ["cookie"],
    interfaces: ["interfaceIndex", "interface"], as: .inetConnections,
    """
    TCP and UDP sockets when the kernel frees them, as in inetConnections with the detail info: \
    their last tcp_info. The topic has no snapshot, and lost events are not sent again. With \
    processes, the owners of a socket are known if it was open for about a second.
    """)

  /// Pressure triggers that fire.
  public static let pressure = EventTopic(
    "pressure", set: .load,
    keys: ["mount", "path", "resource", "kind", "stallMicroseconds", "windowMicroseconds"],
    of: Schema.Member.bytes(
      "path", "The path of the group below its mount; absent for the whole system.") + [
        .maybe("mount", .string, "Where the group's hierarchy is mounted.")
      ] + PressureTriggerMembers.all + CgroupMembers.kinds,
    """
    A trigger of the parameter pressure fired. The action is always changed; the numbers are those \
    at the time of the event. The topic has no snapshot. A trigger sends at most one event per \
    window.
    """)
}

/// The members of a pressure trigger (PSI triggers in the kernel's `accounting/psi.rst`).
enum PressureTriggerMembers {
  static let all: [Schema.Member] = [
    .always(
      "resource", .oneOf(["cpu", "memory", "io", "irq"]), "The resource that tasks wait for."),
    .always(
      "kind", .oneOf(["some", "full"]),
      "some: at least one task waits. full: all non-idle tasks wait at the same time."),
    .always(
      "stallMicroseconds", .unsigned,
      "The threshold: the total waiting time within a window, in microseconds."),
    .always(
      "windowMicroseconds", .unsigned,
      """
      The length of a window in microseconds: 500000 to 10000000; if the agent lacks \
      CAP_SYS_RESOURCE, it must be a multiple of 2000000.
      """),
  ]
}

extension MethodContract {
  /// The members of the list's records; empty if the method has no list.
  var record: [Schema.Member] {
    guard let member = result.first(where: { $0.name == list }),
      case .array(.object(let members)) = member.schema
    else { return [] }
    return members
  }
}

extension Schema.Member {
  /// The same member, not required.
  var optional: Schema.Member { .maybe(name, schema, description) }
}
