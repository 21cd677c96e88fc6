internal import Privileged
internal import Protocol

extension CgroupPaths {
  /// Writes the path of the group with this id, or null if it is unknown.
  func write(_ member: StaticString, _ id: UInt64, to json: inout JSONWriter) {
    if let path = path(of: id) { json.member(member, bytes: path) } else { json.memberNull(member) }
  }
}

extension TargetNamespace {
  /// Writes the members of a record that identify its network namespace.
  func writeMembers(to json: inout JSONWriter) {
    json.member("netns", inode)
    if let name { json.member("netnsName", bytes: name) }
  }
}
