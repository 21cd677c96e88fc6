/// The contract of a notification that the agent sends (JSON-RPC 2.0, section 4.1).
public struct NotificationContract: Sendable {
  /// The name, as in `method` of the notification.
  public let name: String
  /// When the agent sends it.
  public let description: String
  /// The members of its `params`.
  public let parameters: [Schema.Member]

  /// All notifications except `part`, whose members depend on the list that it is a part of.
  public static let all: [NotificationContract] = [
    .event, .overrun, .overrunEnded, .subscriptionEnded,
  ]

  private static let beginning: [Schema.Member] = [
    .always("subscription", .unsigned, "The number of the subscription, from subscribe's result."),
    .always(
      "sequence", .unsigned,
      "The sequence number in this subscription: 1 more than the notification before it."),
  ]

  private static let topics = Schema.Member.always(
    "topics", .array(.string), "The topics whose events were lost.")

  /// `event`: one object changed.
  public static let event = NotificationContract(
    name: "event",
    description: "An object of a topic was added, changed or removed.",
    parameters: beginning + [
      .always("topic", .string, "The topic. The object is in the member with the topic's name."),
      .always(
        "action", .oneOf(["added", "changed", "removed"]),
        """
        What happened to the object. A renamed link is changed, because its index stays the same. \
        An index can be removed and added again as another link.
        """),
    ]
      + EventTopic.all.map { topic in
        .maybe(
          topic.member, .object(topic.object.map(\.optional)),
          """
          The object, as in the topic's list method. If it was removed: its last state, or only \
          \(topic.keys.joined(separator: ", ")) if its last state is unknown.
          """)
      } + [
        .maybe(
          "moved",
          .object([
            .maybe(
              "netnsID", .integer,
              """
              IFLA_NEW_NETNSID: the other namespace's id in this namespace (ip-netns(8)); -1 if it \
              has none.
              """),
            .maybe("index", .unsigned, "IFLA_NEW_IFINDEX: the link's index there."),
          ]), "The link was removed because it moved to this other network namespace."),
        .maybe(
          "cause",
          .object(
            [
              .always(
                "portID", .unsigned,
                "nlmsg_pid: the netlink port of the sender of the request; 0 is the kernel."),
              .maybe(
                "pid", .unsigned,
                """
                The process whose id is portID, if there is one in the same network namespace. It \
                is usually the sender: the kernel gives a process's first netlink socket the \
                process id as its port.
                """),
            ] + Schema.Member.bytes("command", "The name of that process.")),
          "Which netlink request caused the change, if the kernel reports it."),
        .maybe(
          "resync", .boolean,
          """
          True if the kernel sent no event for the change: the agent found it by dumping the table \
          again, after an overrun or after a change that has side effects without events.
          """),
      ])

  /// `overrun`: events were lost.
  public static let overrun = NotificationContract(
    name: "overrun",
    description: """
      Events were dropped because the kernel's buffer, or the subscription's own, was full. The \
      differences follow as events with resync.
      """,
    parameters: beginning + [
      topics,
      .maybe(
        "lost", .nullable(.unsigned),
        """
        taskExit: how many exits were lost since the previous overrun. Exits that the kernel \
        dropped are included even if the subscription's filters would have excluded them. null if \
        the kernel does not count them, before Linux 4.12.
        """),
    ])

  /// `overrunEnded`: the differences after an overrun were sent.
  public static let overrunEnded = NotificationContract(
    name: "overrunEnded",
    description: "All differences after an overrun were sent: the client's state is correct again.",
    parameters: beginning + [
      topics,
      .always("differences", .unsigned, "How many events with resync were sent since overrun."),
      .always(
        "complete", .boolean,
        """
        False if a table could not be dumped without interruption, or the topic has no table \
        (for example closed sockets). The agent soon dumps an interrupted table again; the \
        differences follow as events with resync.
        """),
    ])

  /// `subscriptionEnded`: the agent ended a subscription.
  public static let subscriptionEnded = NotificationContract(
    name: "subscriptionEnded",
    description: "The agent ended a subscription. This is its last notification.",
    parameters: beginning + [
      .always(
        "reason", .oneOf(["namespaceGone", "groupGone", "tooManyObjects", "failed"]),
        "Why the subscription ended."),
      .always("message", .string, "The reason, in a sentence for people."),
    ])
}
