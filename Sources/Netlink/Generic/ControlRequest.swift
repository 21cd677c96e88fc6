/// The family that knows all others: `nlctrl` of `linux/genetlink.h`.
public enum ControlFamily {
  public static let id: UInt16 = 16  // GENL_ID_CTRL
  static let getFamily = GenericHeader(command: 3, version: 1)  // CTRL_CMD_GETFAMILY
}

extension Request {
  /// Asks for one generic netlink family. The kernel answers ENOENT where it has none of that
  /// name in the socket's network namespace.
  /// - Parameter name: at most 15 bytes, none of them NUL; the kernel stops reading at a NUL,
  ///   and may load a module of this name.
  public static func genericFamily(named name: [UInt8]) -> Request {
    var request = Request(type: ControlFamily.id, flags: MessageFlag.ack)
    request.append(ControlFamily.getFamily)
    request.appendAttribute(FamilyAttribute.name, name + [0])
    return request
  }

  /// A dump of all generic netlink families of the socket's network namespace.
  public static func genericFamilyDump() -> Request {
    var request = Request(type: ControlFamily.id, flags: MessageFlag.dump)
    request.append(ControlFamily.getFamily)
    return request
  }
}
