/// What can be subscribed to. Both ends know a topic by this; a new one is a row in `all`, and one
/// in the agent's `TopicTable`.
public struct EventTopic: Sendable {
  /// As it is asked for, and as each event says it.
  public let name: String
  /// The member of an event that is the object.
  public let member: String
  /// The member of the snapshot that lists them; nil where there is no snapshot.
  public let list: String?
  /// The members that tell objects apart.
  public let keys: [String]
  /// The members that name a link or give its index, for the parameter `interface`.
  public let interfaces: [String]
  /// The members of its objects, all that the list method has or fewer.
  public let object: [Schema.Member]
  /// What it tells, and what it does not.
  public let description: String

  init(
    _ name: String, member: String? = nil, list: String?, keys: [String], interfaces: [String],
    as method: MethodContract, without left: [String] = [], _ description: String
  ) {
    self.name = name
    self.member = member ?? name
    self.list = list
    self.keys = keys
    self.interfaces = interfaces
    self.description = description
    object = method.record.filter { !left.contains($0.name) }
  }

  /// A topic without a list method.
  init(_ name: String, keys: [String], of object: [Schema.Member], _ description: String) {
    self.name = name
    member = name
    list = nil
    self.keys = keys
    interfaces = []
    self.object = object
    self.description = description
  }

  /// Every topic, in the order in which snapshots list them.
  public static let all: [EventTopic] = [
    .link, .address, .route, .neighbor, .rule, .socketClose, .pressure,
    .taskExit,
  ]

  /// The topic of that name, or nil.
  public static func find(_ name: String) -> EventTopic? { all.first { $0.name == name } }

  public static let link = EventTopic(
    "link", list: "links", keys: ["index"], interfaces: ["index", "name"], as: .listLinks,
    without: ["statistics", "addresses"],
    """
    Links, as in listLinks without statistics and addresses. The kernel tells nobody when alias, \
    group or alternative names of a link that is down change; its next event tells them.
    """)

  public static let address = EventTopic(
    "address", list: "addresses",
    keys: ["interfaceIndex", "family", "address", "prefixLength", "peer"],
    interfaces: ["interfaceIndex", "interface"], as: .listAddresses,
    """
    Addresses, as in listAddresses. That validSeconds and preferredSeconds pass is no change; \
    that somebody sets them anew is.
    """)

  public static let route = EventTopic(
    "route", list: "routes",
    keys: [
      "family", "tableNumber", "destination", "prefixLength", "source", "sourcePrefixLength", "tos",
      "priority", "nextHops",
    ],
    interfaces: [], as: .listRoutes,
    """
    Routes of IPv4 and IPv6 in all tables, as in listRoutes. Routes that the kernel takes away \
    without a word, for instance with a link that goes down, are found by reading them again. A \
    route with other nextHops is another route.
    """)

  public static let neighbor = EventTopic(
    "neighbor", list: "neighbors", keys: ["family", "address", "interfaceIndex"],
    interfaces: ["interfaceIndex", "interface"], as: .listNeighbors,
    """
    ARP and NDISC neighbors, as in listNeighbors, without proxies and without those of multicast \
    and other types that the kernel makes for itself. That times, probes and references move on is \
    no change.
    """)

  public static let rule = EventTopic(
    "rule", list: "rules",
    keys: MethodContract.listRules.record.map(\.name).filter { $0 != "flags" }, interfaces: [],
    as: .listRules, "Policy rules, as in listRules.")

  public static let socketClose = EventTopic(
    "socketClose", member: "socket", list: nil, keys: ["cookie"],
    interfaces: ["interfaceIndex", "interface"], as: .inetConnections,
    """
    TCP and UDP sockets when the kernel frees them, as in inetConnections with the detail info: \
    their last tcp_info. There is no snapshot, and what is lost cannot be told again. Who held \
    a socket is known, with processes, if it was open for a second or so.
    """)

  public static let pressure = EventTopic(
    "pressure",
    keys: ["mount", "path", "resource", "kind", "stallMicroseconds", "windowMicroseconds"],
    of: Schema.Member.bytes("path", "The group; absent for the whole system.") + [
      .maybe("mount", .string, "Where the group's hierarchy is mounted.")
    ] + PressureTriggerMembers.all + CgroupMembers.kinds,
    """
    A trigger of the parameter pressure went off: its action is always changed, and its numbers are \
    those of the moment. There is no snapshot. At most one event comes in each window.
    """)
}

/// What a trigger of pressure is made of.
enum PressureTriggerMembers {
  static let all: [Schema.Member] = [
    .always("resource", .oneOf(["cpu", "memory", "io", "irq"]), "What is waited for."),
    .always(
      "kind", .oneOf(["some", "full"]), "Whether some task, or all that are not idle, must wait."),
    .always("stallMicroseconds", .unsigned, "For how long, altogether, within a window."),
    .always(
      "windowMicroseconds", .unsigned,
      """
      How long a window is: 500000 to 10000000, and a multiple of 2000000 where the agent lacks \
      CAP_SYS_RESOURCE.
      """),
  ]
}

extension MethodContract {
  /// The members of its list's records; none where it has no list.
  var record: [Schema.Member] {
    guard let member = result.first(where: { $0.name == list }),
      case .array(.object(let members)) = member.schema
    else { return [] }
    return members
  }
}

extension Schema.Member {
  /// The same member where it may be absent.
  var optional: Schema.Member { .maybe(name, schema, description) }
}
