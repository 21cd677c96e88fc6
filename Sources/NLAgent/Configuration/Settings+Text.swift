internal import Privileged
internal import Protocol

extension Settings {
  /// What the settings mean, for `nlagent --check`.
  var text: String {
    let agent = """
      log-level \(logLevel.name)
      audit \(audit.name)
      owners \(owners.rawValue)
      owners-refresh \(refreshesOwners ? "on" : "off")

      """
    guard sockets.isEmpty else { return agent + sockets.map(\.text).joined() }
    return agent + "(sockets of systemd, or else:)\n" + defaults.text
  }
}

extension SocketSettings {
  fileprivate var text: String {
    let name: String
    switch place {
    case .path(let path): name = path
    case .systemd(let own): name = "systemd:\(own)"
    }
    let permissions = String(mode, radix: 8)
    let zeros = String(repeating: "0", count: max(0, 4 - permissions.utf8.count))
    let served = MethodSet.configurable.filter { sets.contains($0) }.map(\.rawValue)
    let methods =
      served.count == MethodSet.configurable.count
      ? "all" : served.isEmpty ? "none" : served.joined(separator: ",")
    return """
      socket \(name)
        mode \(zeros)\(permissions)
        owner \(owner ?? "(the agent's user)")
        group \(group ?? "(nlagent, if it exists)")
        methods \(methods)
        netns \(namespaces.rawValue)
        tasks \(tasks?.rawValue ?? "(all, or own if everybody can write to the socket)")

      """
  }
}
