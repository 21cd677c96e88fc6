internal import Glibc

/// Names of network devices in the network namespace of this thread.
public enum InterfaceName {
  /// A device's name, any bytes but NUL and `/`; nil where there is no such device. The
  /// corresponding C function is `if_indextoname`.
  public static func of(index: UInt32) -> [UInt8]? {
    var name = [CChar](repeating: 0, count: 17)
    guard unsafe if_indextoname(index, &name) != nil else { return nil }
    return name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  }

  /// A device's index; nil where there is no such device. The corresponding C function is
  /// `if_nametoindex`.
  public static func index(of name: String) -> UInt32? {
    let index = unsafe if_nametoindex(name)
    return index == 0 ? nil : index
  }
}
