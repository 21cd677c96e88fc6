/// The kernel's description of a generic netlink family (CTRL_CMD_NEWFAMILY). An attribute that the
/// kernel does not send is nil or an empty list.
public struct FamilyDescription: Equatable, Sendable {
  /// A command of the family.
  public struct Operation: Equatable, Sendable {
    public let id: UInt32  // CTRL_ATTR_OP_ID
    public let flags: UInt32  // CTRL_ATTR_OP_FLAGS, GENL_ bits
  }

  /// A multicast group that the family sends events to.
  public struct MulticastGroup: Equatable, Sendable {
    public let name: [UInt8]  // CTRL_ATTR_MCAST_GRP_NAME
    public let id: UInt32  // CTRL_ATTR_MCAST_GRP_ID
  }

  public let id: UInt16  // CTRL_ATTR_FAMILY_ID, the family's nlmsg_type, valid until reboot at most
  public let name: [UInt8]  // CTRL_ATTR_FAMILY_NAME
  public let version: UInt32?  // CTRL_ATTR_VERSION
  public let headerSize: UInt32?  // CTRL_ATTR_HDRSIZE, bytes
  public let maxAttribute: UInt32?  // CTRL_ATTR_MAXATTR
  public let operations: [Operation]  // CTRL_ATTR_OPS
  public let multicastGroups: [MulticastGroup]  // CTRL_ATTR_MCAST_GROUPS

  /// Reads a message's payload, which begins with `struct genlmsghdr`.
  /// - Throws: `.malformed`, also if the id or the name is missing.
  public init(_ payload: RawSpan) throws(NetlinkError) {
    guard GenericHeader(payload) != nil else {
      throw .malformed("genlmsghdr cut short", offset: 0)
    }
    let attributes = try AttributeTable(payload, from: GenericHeader.size)
    guard let id = attributes.integer(FamilyAttribute.id, as: UInt16.self),
      let name = attributes.text(FamilyAttribute.name)
    else { throw .malformed("a family without id or name", offset: GenericHeader.size) }
    self.id = id
    self.name = name
    version = attributes.integer(FamilyAttribute.version)
    headerSize = attributes.integer(FamilyAttribute.headerSize)
    maxAttribute = attributes.integer(FamilyAttribute.maxAttribute)
    var operations: [Operation] = []
    if let list = attributes[FamilyAttribute.operations] {
      var cursor = AttributeCursor(list)
      while let entry = try cursor.next() {
        let members = try AttributeTable(cursor.payload(entry))
        guard let id = members.integer(FamilyAttribute.operationID, as: UInt32.self) else {
          continue
        }
        let flags = members.integer(FamilyAttribute.operationFlags, as: UInt32.self) ?? 0
        operations.append(Operation(id: id, flags: flags))
      }
    }
    self.operations = operations
    var groups: [MulticastGroup] = []
    if let list = attributes[FamilyAttribute.multicastGroups] {
      var cursor = AttributeCursor(list)
      while let entry = try cursor.next() {
        let members = try AttributeTable(cursor.payload(entry))
        guard let id = members.integer(FamilyAttribute.groupID, as: UInt32.self),
          let name = members.text(FamilyAttribute.groupName)
        else { continue }
        groups.append(MulticastGroup(name: name, id: id))
      }
    }
    multicastGroups = groups
  }
}

/// Bits of CTRL_ATTR_OP_FLAGS (`linux/genetlink.h`).
public enum OperationFlag {
  public static let adminPermission: UInt32 = 0x01  // GENL_ADMIN_PERM
  public static let canDo: UInt32 = 0x02  // GENL_CMD_CAP_DO
  public static let canDump: UInt32 = 0x04  // GENL_CMD_CAP_DUMP
  public static let hasPolicy: UInt32 = 0x08  // GENL_CMD_CAP_HASPOL
  public static let userNamespaceAdminPermission: UInt32 = 0x10  // GENL_UNS_ADMIN_PERM
}
