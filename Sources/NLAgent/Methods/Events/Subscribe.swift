internal import Protocol

/// `subscribe`: joins the kernel's events, then reads the current objects.
enum Subscribe {
  @Sendable
  static func answer(
    _ call: MethodCall, _ subscriptions: Subscriptions, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let subscription = try subscriptions.make(call)
    try subscription.writeResult(
      hasSnapshot: call.parameters.bool("snapshot") ?? true, to: &response)
    subscriptions.add(subscription)
  }
}

/// `unsubscribe`: ends a subscription.
enum Unsubscribe {
  @Sendable
  static func answer(
    _ call: MethodCall, _ subscriptions: Subscriptions, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let id = call.parameters.uint64("subscription") ?? 0
    guard let sequence = subscriptions.remove(id) else {
      throw RPCError(
        .notFound, "this connection has no subscription \(id)",
        hint: "Only the connection that made a subscription can end it.")
    }
    response.json.beginObject()
    response.json.member("subscription", id)
    response.json.member("sequence", sequence)
    response.json.endObject()
  }
}
