internal import CLinux
internal import Glibc

/// Translates indices of network devices into names, in the network namespace of the thread that
/// creates the value.
public struct InterfaceName: ~Copyable, Sendable {
  private let socket: FileDescriptor

  /// Opens the socket for the requests.
  public init() throws(SystemCallError) {
    socket = FileDescriptor(
      owning: try retrying("socket") {
        Glibc.socket(
          AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      })
  }

  /// The name of the device with an index: any bytes except NUL and slash; nil if there is no such
  /// device. The corresponding request is SIOCGIFNAME; see netdevice(7). Unlike SIOCGIFINDEX and the
  /// other requests by name, it never makes the kernel load a module.
  public func of(index: UInt32) throws(SystemCallError) -> [UInt8]? {
    var name = [CChar](repeating: 0, count: 17)
    do throws(SystemCallError) {
      _ = try retrying("ioctl") { unsafe clinux_interface_name(socket.number, index, &name) }
    } catch {
      guard error.errno == .noSuchDevice else { throw error }
      return nil
    }
    return name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  }
}
