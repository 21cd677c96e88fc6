internal import Protocol
internal import Syscalls

/// Names of links by index in one network namespace, each asked for once a request.
final class InterfaceNames {
  private let namespace: TargetNamespace?
  private var source: InterfaceName?
  private var known: [UInt32: [UInt8]] = [:]

  /// - Parameter namespace: nil is the agent's own.
  init(in namespace: TargetNamespace? = nil) {
    self.namespace = namespace
  }

  /// Writes the name of a link under `member`, or nothing where the link is gone already.
  func write(_ member: StaticString, _ index: UInt32, to json: inout JSONWriter) {
    let name = known[index] ?? ask(index) ?? []
    known[index] = name
    if !name.isEmpty { json.member(member, bytes: name) }
  }

  private func ask(_ index: UInt32) -> [UInt8]? {
    if source == nil { source = try? KernelAccess.interfaceNames(in: namespace) }
    return source?.of(index: index)
  }
}
