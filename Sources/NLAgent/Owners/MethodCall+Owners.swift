internal import Protocol

extension MethodCall {
  /// Who holds sockets, if the caller wants to know.
  func owners() throws(RPCError) -> OwnerText? {
    guard parameters.bool("processes") == true else { return nil }
    return OwnerText(try agent.owners.index(maxAge: parameters.uint64("maxAge") ?? 0))
  }
}
