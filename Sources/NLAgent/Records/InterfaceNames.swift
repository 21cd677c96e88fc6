internal import Protocol
internal import Syscalls

/// Names of links by index, each asked for once a request.
struct InterfaceNames {
  private var known: [UInt32: [UInt8]] = [:]

  /// Writes the name of a link under `member`, or nothing where the link is gone already.
  mutating func write(_ member: StaticString, _ index: UInt32, to json: inout JSONWriter) {
    let name = known[index] ?? InterfaceName.of(index: index) ?? []
    known[index] = name
    if !name.isEmpty { json.member(member, bytes: name) }
  }
}
