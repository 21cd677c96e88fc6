/// Attributes of a generic netlink family: CTRL_ATTR_ of `linux/genetlink.h`. Integers are in host
/// byte order.
public enum FamilyAttribute {
  public static let id: UInt16 = 1  // CTRL_ATTR_FAMILY_ID, u16
  public static let name: UInt16 = 2  // CTRL_ATTR_FAMILY_NAME, text
  public static let version: UInt16 = 3  // CTRL_ATTR_VERSION, u32
  public static let headerSize: UInt16 = 4  // CTRL_ATTR_HDRSIZE, u32
  public static let maxAttribute: UInt16 = 5  // CTRL_ATTR_MAXATTR, u32
  public static let operations: UInt16 = 6  // CTRL_ATTR_OPS, nested list
  public static let multicastGroups: UInt16 = 7  // CTRL_ATTR_MCAST_GROUPS, nested list

  static let operationID: UInt16 = 1  // CTRL_ATTR_OP_ID, u32
  static let operationFlags: UInt16 = 2  // CTRL_ATTR_OP_FLAGS, u32
  static let groupName: UInt16 = 1  // CTRL_ATTR_MCAST_GRP_NAME, text
  static let groupID: UInt16 = 2  // CTRL_ATTR_MCAST_GRP_ID, u32
}
