internal import Privileged
internal import Protocol

/// The network namespace of the objects in records: the members that identify it, and the names of
/// its links.
struct RecordNamespace {
  private let target: TargetNamespace?
  let names: InterfaceNames

  /// - Parameters:
  ///   - target: nil is the agent's own, for which records have no members.
  ///   - names: names of links that are already known.
  ///   - failures: learns of names that cannot be looked up.
  init(
    _ target: TargetNamespace? = nil, names: InterfaceNames? = nil, failures: FailedLookups? = nil
  ) {
    self.target = target
    self.names = names ?? InterfaceNames(in: target, failures: failures)
  }

  /// Writes the members of a record that identify its network namespace.
  func writeMembers(to json: inout JSONWriter) {
    target?.writeMembers(to: &json)
  }
}
