extension MethodContract {
  /// `subscribe`: a snapshot, and then a notification for each change.
  public static let subscribe = MethodContract(
    name: "subscribe",
    set: .events,
    summary: "Changes of links, addresses and more, as they happen",
    description: """
      Returns a snapshot, and then sends a notification for each change until unsubscribe or the \
      end of the connection. Other requests on the connection are answered between notifications. \
      A client that applies each event to the snapshot has the same state as the kernel. Each \
      notification has the next sequence number of the subscription; the snapshot is number 0. \
      Kernel events that change nothing are not sent. If the kernel drops events because the \
      client or the agent reads too slowly, the agent sends the notification overrun, then the \
      differences as events with "resync", then overrunEnded. A subscription to the network \
      namespace of a name or a process ends with the notification subscriptionEnded when that name \
      or process is gone; a subscription to the pressure of groups, when one of the groups is \
      gone. The agent closes the connection of a client that reads nothing for writeStallSeconds \
      (see limits in status).
      """,
    parameters: [
      .always(
        "topics", .array(.oneOf(EventTopic.all.map(\.name))),
        EventTopic.all.map { "\($0.name): \($0.description)" }.joined(separator: " ")),
      .maybe(
        "snapshot", .boolean,
        "Whether the result contains the objects that exist now. Default: true."),
      .maybe(
        "interface", .string,
        """
        Only objects of the link with this name or index. An object that starts to belong to the \
        link is added; one that stops belonging to it is removed.
        """),
      .maybe(
        "processes", .boolean,
        """
        socketClose: whether to report the processes that held the socket. The kernel no longer \
        knows them when it frees a socket, so the agent walks all sockets and their owners every \
        second, or less often if a walk takes long. For a socket that no walk has seen, \
        ownerUnknown is notSeen.
        """),
      .maybe(
        "filter", .string,
        """
        socketClose: only sockets that match this filter, in the language of inetConnections, for \
        example "dport = :443". Available are sport, dport, src, dst, dev and cookie; and, or, \
        not, ( ).
        """),
      .maybe(
        "pressure",
        .array(
          .object(
            PressureTriggerMembers.all + [
              .maybe(
                "path", .string,
                "A cgroup v2 group, as in cgroupLoad. Default: the whole system.")
            ])),
        """
        Required for the topic pressure: one to eight triggers, for example \
        {"resource": "memory", "kind": "some", "stallMicroseconds": 200000, \
        "windowMicroseconds": 2000000}; "path" chooses a group. The kernel accepts windows of \
        500000 to 10000000 microseconds; if the agent lacks CAP_SYS_RESOURCE, only multiples of \
        2000000.
        """),
    ] + EventTopic.taskExitParameters + [
      .networkNamespaceButAll
    ],
    result: [
      .always(
        "subscription", .unsigned,
        """
        The number of the subscription, which all its notifications have; unique on this \
        connection.
        """),
      .always("topics", .array(.string), "The topics of the subscription."),
      .maybe(
        "snapshot",
        .object(
          EventTopic.all.compactMap { topic in
            topic.list.map {
              .maybe($0, .array(.object(topic.object)), "The objects of the topic \(topic.name).")
            }
          }), "The objects that exist now, unless the parameter snapshot is false."),
      .always("sequence", .unsigned, "0. The first notification has 1."),
    ]
      + MethodContract.verdict.filter { $0.name != "parts" })

  /// `unsubscribe`: ends a subscription.
  public static let unsubscribe = MethodContract(
    name: "unsubscribe",
    set: .events,
    summary: "Ends a subscription",
    description: """
      Ends a subscription of this connection. After the response no notification of it is sent.
      """,
    parameters: [
      .always(
        "subscription", .unsigned, "The number of the subscription, from subscribe's result.")
    ],
    result: [
      .always("subscription", .unsigned, "The number of the subscription that ended."),
      .always("sequence", .unsigned, "The sequence number of its last notification."),
    ])
}
