extension MethodContract {
  /// `rpc.discover`: the agent's interface as an OpenRPC document.
  public static let discover = MethodContract(
    name: "rpc.discover",
    set: .agent,
    summary: "This interface as an OpenRPC document",
    description: """
      Describes every method that this agent serves on this socket, with parameters, results and \
      errors, as an OpenRPC 1.3 document (https://spec.open-rpc.org) with JSON Schema.
      """,
    result: [])
}
