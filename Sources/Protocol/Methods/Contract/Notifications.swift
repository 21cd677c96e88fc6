/// What the agent sends unasked: a JSON-RPC 2.0 notification.
public struct NotificationContract: Sendable {
  /// Its `method`.
  public let name: String
  public let description: String
  /// The members of its `params`.
  public let parameters: [Schema.Member]

  /// Every notification but `part`, whose members are those of the list it is a part of.
  public static let all: [NotificationContract] = [
    .event, .overrun, .overrunEnded, .subscriptionEnded,
  ]

  private static let beginning: [Schema.Member] = [
    .always("subscription", .unsigned, "The number that subscribe answered with."),
    .always("sequence", .unsigned, "One more than that of the notification before; no gaps."),
  ]

  private static let topics = Schema.Member.always(
    "topics", .array(.string), "The topics whose events were lost.")

  public static let event = NotificationContract(
    name: "event",
    description: "An object of a topic was added, has changed, or was removed.",
    parameters: beginning + [
      .always("topic", .string, "Which topic; its object is the member of its name."),
      .always(
        "action", .oneOf(["added", "changed", "removed"]),
        """
        What happened to the object. A link that is renamed has changed: the same index. An index \
        may be removed and added again as another link.
        """),
    ]
      + EventTopic.all.map { topic in
        .maybe(
          topic.member, .object(topic.object.map(\.optional)),
          """
          The object, as the list method tells it; if it was removed, as it was last, or only \
          \(topic.keys.joined(separator: ", ")) where no more is known.
          """)
      } + [
        .maybe(
          "moved",
          .object([
            .maybe(
              "netnsID", .integer,
              "IFLA_NEW_NETNSID: this namespace's number for the other; -1 where it has none."),
            .maybe("index", .unsigned, "IFLA_NEW_IFINDEX: its index there."),
          ]), "A link was removed because it went to another network namespace."),
        .maybe(
          "cause",
          .object(
            [
              .always(
                "portID", .unsigned,
                "nlmsg_pid: the netlink port of who asked for the change; 0 is the kernel itself."),
              .maybe(
                "pid", .unsigned,
                """
                The process of that number, where one is alive in the same network namespace: \
                most programs' first netlink port has their process id.
                """),
            ] + Schema.Member.bytes("command", "That process's name.")),
          "Who caused it, where the kernel says so."),
        .maybe(
          "resync", .boolean,
          """
          true where no event told of it: it was found by reading the kernel's table again, after \
          an overrun or after a change whose consequences the kernel does not tell.
          """),
      ])

  public static let overrun = NotificationContract(
    name: "overrun",
    description: "The kernel had to drop events. The differences follow as events with resync.",
    parameters: beginning + [
      topics,
      .maybe(
        "lost", .nullable(.unsigned),
        """
        Of taskExit: how many tasks, since the overrun before; those that filters would have left \
        out are among them. null where the kernel does not count, before Linux 4.12.
        """),
    ])

  public static let overrunEnded = NotificationContract(
    name: "overrunEnded",
    description: "All differences were sent: the client's picture is right again.",
    parameters: beginning + [
      topics,
      .always("differences", .unsigned, "How many events with resync came since overrun."),
      .always(
        "complete", .boolean,
        """
        false where the table could not be read undisturbed, or has none, as sockets that were \
        freed; what can be read is read again soon, and its differences come as events with resync.
        """),
    ])

  public static let subscriptionEnded = NotificationContract(
    name: "subscriptionEnded",
    description: "The agent ended a subscription; nothing more comes of it.",
    parameters: beginning + [
      .always(
        "reason", .oneOf(["namespaceGone", "groupGone", "tooManyObjects", "failed"]), "Why."),
      .always("message", .string, "A sentence a person understands."),
    ])
}
