extension MethodContract {
  /// `subscribe`: what changes, told as it happens.
  public static let subscribe = MethodContract(
    name: "subscribe",
    summary: "Changes of links, addresses and more, as they happen",
    description: """
      Answers with a snapshot, and then sends a notification for each change until unsubscribe \
      or the end of the connection; other requests are answered between them. Who keeps the \
      snapshot and applies each event in turn has what the kernel has. Each notification carries \
      the subscription's next sequence number, the snapshot being 0. Events that say nothing new \
      are left out. When the kernel could not keep up, the notification overrun comes, then the \
      differences as ordinary events with "resync", then overrunEnded. A subscription to the \
      network namespace of a name or a process ends with the notification subscriptionEnded when \
      that name or process is gone, and one to the pressure of groups when one of them is gone. A \
      client that does not read is told of an overrun, and its \
      connection ends when it takes nothing for the time that status calls writeStallSeconds.
      """,
    parameters: [
      .always(
        "topics", .array(.oneOf(EventTopic.all.map(\.name))),
        EventTopic.all.map { "\($0.name): \($0.description)" }.joined(separator: " ")),
      .maybe(
        "snapshot", .boolean,
        "Whether to answer with what there is now; true where it is left out."),
      .maybe(
        "interface", .string,
        """
        Only objects of the link of this name or index. An object that comes to belong to it is \
        added, one that ceases to is removed.
        """),
      .maybe(
        "processes", .boolean,
        """
        socketClose: whether to tell who held the socket. The agent then looks at all sockets and \
        their processes every second, or less often where that takes long, for the kernel does \
        not know any more when it frees one. ownerUnknown is notSeen for those it did not meet.
        """),
      .maybe(
        "filter", .string,
        """
        socketClose: which sockets, in the language of inetConnections, for instance \
        "dport = :443": sport, dport, src, dst, dev and cookie; and, or, not, ( ).
        """),
      .maybe(
        "pressure",
        .array(
          .object(
            PressureTriggerMembers.all + [
              .maybe(
                "path", .string,
                "A group of cgroup v2, as in cgroupLoad; the whole system where it is left out.")
            ])),
        """
        For the topic pressure: when to tell of it, up to eight triggers, for instance \
        {"resource": "memory", "kind": "some", "stallMicroseconds": 200000, \
        "windowMicroseconds": 2000000}, and "path" for a group. Times are those that the kernel takes: \
        a window of 500000 to 10000000, and a multiple of 2000000 where the agent lacks \
        CAP_SYS_RESOURCE.
        """),
    ] + EventTopic.taskExitParameters + [
      .networkNamespaceButAll
    ],
    result: [
      .always(
        "subscription", .unsigned,
        "Its number, as all its notifications carry it; unique on this connection."),
      .always("topics", .array(.string), "What is subscribed to."),
      .maybe(
        "snapshot",
        .object(
          EventTopic.all.compactMap { topic in
            topic.list.map { .maybe($0, .array(.object(topic.object)), "What there is now.") }
          }), "What there is now, unless snapshot is false."),
      .always("sequence", .unsigned, "0; the first notification has 1."),
    ]
      + MethodContract.verdict.filter { $0.name != "parts" })

  /// `unsubscribe`: no more of one subscription.
  public static let unsubscribe = MethodContract(
    name: "unsubscribe",
    summary: "Ends a subscription",
    description: "Ends a subscription of this connection: no notification of it comes after the "
      + "response.",
    parameters: [.always("subscription", .unsigned, "The number that subscribe answered with.")],
    result: [
      .always("subscription", .unsigned, "The subscription that has ended."),
      .always("sequence", .unsigned, "The number of its last notification."),
    ])
}
