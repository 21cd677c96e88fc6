/// The family that describes all generic netlink families: `nlctrl` of `linux/genetlink.h`.
public enum ControlFamily {
  public static let id: UInt16 = 16  // GENL_ID_CTRL
  static let getFamily = GenericHeader(command: 3, version: 1)  // CTRL_CMD_GETFAMILY
}

extension Request {
  /// Requests the description of one generic netlink family (CTRL_CMD_GETFAMILY). The kernel
  /// answers ENOENT if the socket's network namespace has no family of that name.
  /// - Parameter name: at most 15 bytes, none of them NUL: the kernel stops reading at a NUL. It
  ///   may load a module for this name.
  public static func genericFamily(named name: [UInt8]) -> Request {
    var request = Request(type: ControlFamily.id, flags: MessageFlag.ack)
    request.append(ControlFamily.getFamily)
    request.appendAttribute(FamilyAttribute.name, name + [0])
    return request
  }

  /// A dump of all generic netlink families of the socket's network namespace (CTRL_CMD_GETFAMILY).
  public static func genericFamilyDump() -> Request {
    var request = Request(type: ControlFamily.id, flags: MessageFlag.dump)
    request.append(ControlFamily.getFamily)
    return request
  }
}
