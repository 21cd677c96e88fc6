internal import Glibc

/// Socket addresses that are paths: `struct sockaddr_un`. See unix(7).
enum UnixAddress {
  /// The length of the longest path in bytes, without its NUL.
  static let longestPath = 107

  /// Calls bind(2), connect(2) or sendto(2) with an address.
  /// - Parameters:
  ///   - path: a path, or an abstract name after `@` if `canBeAbstract`.
  ///   - operation: the name of the call, for the error.
  /// - Throws: ENAMETOOLONG if the path is empty, too long or contains a NUL.
  static func call(
    _ path: String, _ operation: StaticString, canBeAbstract: Bool = false,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(SystemCallError) {
    let bytes = Array(path.utf8)
    guard bytes.count <= longestPath, !bytes.contains(0), !bytes.isEmpty else {
      throw SystemCallError(.fileNameTooLong, operation)
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    var size = socklen_t(MemoryLayout<sockaddr_un>.size)
    if canBeAbstract, bytes[0] == UInt8(ascii: "@") {
      // An abstract name begins with a NUL, and all bytes up to the size belong to it.
      address.sun_path.0 = 0
      size -= socklen_t(longestPath + 1 - bytes.count)
    }
    _ = try retrying(operation) {
      unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe body($0, size)
        }
      }
    }
  }

  /// The path that a socket is bound to; nil if it has an abstract name, no name or a relative
  /// path. The corresponding C function is `getsockname`.
  static func path(ofSocket number: Int32) -> String? {
    var address = sockaddr_un()
    var size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(number, $0, &size)
      }
    }
    let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    guard result == 0, Int(size) > start else { return nil }
    let bytes = unsafe withUnsafeBytes(of: address.sun_path) { path in
      unsafe Array(path.prefix(Int(size) - start).prefix { $0 != 0 })
    }
    return bytes.first == UInt8(ascii: "/") ? String(decoding: bytes, as: UTF8.self) : nil
  }
}
