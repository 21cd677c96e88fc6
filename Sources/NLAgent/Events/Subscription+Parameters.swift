internal import Limits
internal import Privileged
internal import Protocol
internal import SocketFilter
internal import Syscalls

/// Reads the parameters of `subscribe`.
extension Subscription {
  /// The topics of network namespaces that were asked for, in the order of the table.
  static func topics(_ call: MethodCall) throws(RPCError) -> [ServedTopic] {
    let names = call.parameters.strings("topics") ?? []
    guard !names.isEmpty else {
      throw RPCError(
        .invalidParams, "parameter \"topics\" names no topic",
        hint: "Topics are \(EventTopic.all.map(\.name).joined(separator: ", ")).")
    }
    for topic in EventTopic.all where names.contains(topic.name) {
      try call.rights.require(topic.set)
      if let power = Power.used[topic.name] { call.powers?.use(power) }
    }
    return TopicTable.all.filter { names.contains($0.contract.name) }
  }

  /// - Returns: nil if the events need no owners of sockets.
  static func owners(
    _ call: MethodCall, _ memory: MemoryShare, in namespace: TargetNamespace?,
    from kernel: some NetlinkKernel
  ) throws(RPCError) -> KnownOwners? {
    guard call.isAskingForOwners else { return nil }
    try requireSockets(call, "processes")
    try call.rights.require(.owners)
    call.powers?.use(.owners)
    return KnownOwners(call.agent.owners, memory, call.work, in: namespace, from: kernel)
  }

  /// - Returns: nil if all sockets are wanted.
  static func filter(
    _ call: MethodCall, in namespace: TargetNamespace?
  ) throws(RPCError) -> FilterSteps? {
    let names = SystemNames(in: namespace)
    guard let tree = try Filter(call.parameters, .freed, names: names).tree else { return nil }
    try requireSockets(call, "filter")
    return FilterSteps(tree.normalized().deciding { _ in nil })
  }

  /// - Throws: `invalidParams` if a parameter of the topic `socketClose` was given without it.
  private static func requireSockets(
    _ call: MethodCall, _ parameter: String
  ) throws(RPCError) {
    guard call.parameters.strings("topics")?.contains(EventTopic.socketClose.name) == true else {
      throw RPCError(
        .invalidParams, "parameter \"\(parameter)\" is for the topic socketClose",
        hint: "Leave it out, or add that topic.")
    }
  }

  static func pressureTriggers(_ call: MethodCall) throws(RPCError) -> [PressureTrigger] {
    let wanted = call.parameters.objects("pressure") ?? []
    let isTopic = call.parameters.strings("topics")?.contains(EventTopic.pressure.name) == true
    guard isTopic != wanted.isEmpty else {
      throw RPCError(
        .invalidParams,
        isTopic
          ? "the topic pressure needs the parameter \"pressure\""
          : "parameter \"pressure\" is for the topic pressure",
        hint: """
          "topics": ["pressure"], "pressure": [{"resource": "memory", "kind": "some", \
          "stallMicroseconds": 200000, "windowMicroseconds": 2000000}]
          """)
    }
    guard wanted.count <= Limits.pressureTriggers else {
      throw RPCError(
        .limitExceeded,
        "a subscription has at most \(Limits.pressureTriggers) triggers, not \(wanted.count)")
    }
    var triggers: [PressureTrigger] = []
    for each in wanted { triggers.append(try PressureTrigger(each, for: call.caller)) }
    return triggers
  }
}

extension ObjectText.Interface {
  /// - Parameter text: the parameter: a name or an index.
  init(_ text: String) {
    var json = JSONWriter(capacity: 64)
    json.string(text)
    asName = json.bytes.copied
    asIndex = Array(text.utf8)
  }
}
