extension MethodContract {
  /// `rpc.discover`: this interface, described for programs.
  public static let discover = MethodContract(
    name: "rpc.discover",
    summary: "This interface as an OpenRPC document",
    description: """
      Describes every method that this agent serves on this socket: parameters, results and \
      errors, as OpenRPC 1.3 (https://spec.open-rpc.org) with JSON Schema.
      """,
    result: [])
}
