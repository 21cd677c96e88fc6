internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// Names of links by index in one network namespace, each asked for once a request.
final class InterfaceNames {
  private var namespace: TargetNamespace?
  private var source: InterfaceName?
  private var isClosed = false
  private var known: [UInt32: [UInt8]] = [:]
  // The one asked for last: most of a long list is about one link.
  private var last: (index: UInt32, name: [UInt8]) = (0, [])
  /// Changes whenever a name does that was known: what was made of it is stale then.
  private(set) var generation = 0

  /// - Parameter namespace: nil is the agent's own.
  init(in namespace: TargetNamespace? = nil) {
    self.namespace = namespace
  }

  /// Writes the name of a link under `member`, or nothing where the link is gone already.
  func write(_ member: StaticString, _ index: UInt32, to json: inout JSONWriter) {
    if last.index != index { last = (index, name(index)) }
    let name = last.name
    if !name.isEmpty { json.member(member, bytes: name) }
  }

  /// Asks for a name that will be written when the namespace is closed.
  func learn(_ index: UInt32) {
    _ = name(index)
  }

  /// Takes a name that the kernel told of.
  /// - Returns: whether another one was known, which then was written to records.
  func note(_ index: UInt32, _ name: [UInt8]) -> Bool {
    let before = known.updateValue(name, forKey: index)
    guard before != nil, before != name else { return false }
    goStale()
    return true
  }

  /// Takes the names in a datagram of a link dump, whose links name each other: to ask for the
  /// other end of each veth pair takes a third of the dump's time.
  func note(linksIn datagram: RawSpan) {
    LinkNames.each(in: datagram) { index, name in _ = note(index, name) }
  }

  /// Forgets the name of a link that is gone.
  func forget(_ index: UInt32) {
    known[index] = nil
    goStale()
  }

  /// Forgets all names, so that they are asked for again.
  func forgetAll() {
    known = [:]
    goStale()
  }

  private func goStale() {
    last = (0, [])
    generation &+= 1
  }

  /// Closes what holds the namespace; names that were asked for stay known.
  func close() {
    source = nil
    namespace = nil
    isClosed = true
  }

  private func name(_ index: UInt32) -> [UInt8] {
    if let name = known[index] { return name }
    let name = ask(index) ?? []
    known[index] = name
    return name
  }

  private func ask(_ index: UInt32) -> [UInt8]? {
    guard !isClosed else { return nil }
    if source == nil { source = try? KernelSockets.interfaceNames(in: namespace) }
    return source?.of(index: index)
  }
}
