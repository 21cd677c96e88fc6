internal import Netlink
internal import Privileged
internal import Protocol
internal import Vocabulary

/// Writes generic netlink families as JSON records.
enum FamilyRecord {
  /// - Parameter namespace: the namespace of the families; nil is the agent's own, without members
  ///   for it.
  static func write(
    _ family: FamilyDescription, in namespace: TargetNamespace? = nil, to json: inout JSONWriter
  ) {
    json.beginObject()
    namespace?.writeMembers(to: &json)
    json.member("id", family.id)
    json.member("name", bytes: family.name)
    if let version = family.version { json.member("version", version) }
    if let headerSize = family.headerSize { json.member("headerSize", headerSize) }
    if let maxAttribute = family.maxAttribute { json.member("maxAttribute", maxAttribute) }
    json.key("operations")
    json.beginArray()
    for operation in family.operations {
      json.beginObject()
      json.member("id", operation.id)
      json.member("flags", operation.flags, words: operationFlags)
      json.endObject()
    }
    json.endArray()
    json.key("multicastGroups")
    json.beginArray()
    for group in family.multicastGroups {
      json.beginObject()
      json.member("name", bytes: group.name)
      json.member("id", group.id)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  private static let operationFlags: [FlagWord] = [
    FlagWord(OperationFlag.adminPermission, "adminPermission"),
    FlagWord(OperationFlag.canDo, "do"),
    FlagWord(OperationFlag.canDump, "dump"),
    FlagWord(OperationFlag.hasPolicy, "hasPolicy"),
    FlagWord(OperationFlag.userNamespaceAdminPermission, "userNamespaceAdminPermission"),
  ]
}
