internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// The names of links by index in one network namespace. The kernel is asked for each name once per
/// request.
final class InterfaceNames {
  private var namespace: TargetNamespace?
  private let failures: FailedLookups?
  private var source: InterfaceName?
  private var isClosed = false
  private var known: [UInt32: [UInt8]] = [:]
  // The last one used: long lists mostly repeat one link.
  private var last: (index: UInt32, name: [UInt8]) = (0, [])
  /// Changes whenever a known name changes, so that text that contains it is not used again.
  private(set) var generation = 0

  /// - Parameters:
  ///   - namespace: nil is the agent's own.
  ///   - failures: learns of lookups that fail.
  init(in namespace: TargetNamespace? = nil, failures: FailedLookups? = nil) {
    self.namespace = namespace
    self.failures = failures
  }

  /// Writes the name of a link as the member `member`, or nothing if the link is gone.
  func write(_ member: StaticString, _ index: UInt32, to json: inout JSONWriter) {
    if last.index != index {
      guard let name = name(index) else { return }
      last = (index, name)
    }
    if !last.name.isEmpty { json.member(member, bytes: last.name) }
  }

  /// Asks the kernel for a name that is written after `close`.
  func prefetch(_ index: UInt32) {
    _ = name(index)
  }

  /// Stores a name that the kernel reported.
  /// - Returns: whether a different name was known before, which records may contain.
  func update(_ index: UInt32, _ name: [UInt8]) -> Bool {
    let before = known.updateValue(name, forKey: index)
    guard before != nil, before != name else { return false }
    goStale()
    return true
  }

  /// Stores the names in a datagram of a link dump. The links of a veth pair refer to each other,
  /// and asking the kernel for each name would take a third of the dump's time.
  func update(linksIn datagram: RawSpan) {
    LinkNames.each(in: datagram) { index, name in _ = update(index, name) }
  }

  /// Removes the name of a link that is gone.
  func forget(_ index: UInt32) {
    known[index] = nil
    goStale()
  }

  /// Removes all names, so that the kernel is asked again.
  func forgetAll() {
    known = [:]
    goStale()
  }

  private func goStale() {
    last = (0, [])
    generation &+= 1
  }

  /// Releases the namespace. Known names are kept.
  func close() {
    source = nil
    namespace = nil
    isClosed = true
  }

  /// The name of a link, empty if there is no such link; nil if it cannot be looked up. The next
  /// record asks again then, since the reason may pass.
  private func name(_ index: UInt32) -> [UInt8]? {
    if let name = known[index] { return name }
    do throws(PrivilegedError) {
      let name = try ask(index) ?? []
      known[index] = name
      return name
    } catch {
      failures?.add(.links, error)
      return nil
    }
  }

  private func ask(_ index: UInt32) throws(PrivilegedError) -> [UInt8]? {
    guard !isClosed else { return nil }
    if source == nil { source = try KernelSockets.interfaceNames(in: namespace) }
    do throws(SystemCallError) {
      return try source?.of(index: index)
    } catch {
      throw .system(error, doing: .lookUpLinkName)
    }
  }
}
