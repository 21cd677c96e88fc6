internal import Glibc

/// Lists the names in a directory. See readdir(3).
public enum DirectoryListing {
  /// Calls `body` with each name except `.` and `..`. A name consists of any bytes except NUL and
  /// slash.
  public static func each(
    _ path: String, _ body: ([UInt8]) throws(SystemCallError) -> Void
  ) throws(SystemCallError) {
    guard let stream = unsafe opendir(path) else { throw SystemCallError.last("opendir") }
    defer { _ = unsafe closedir(stream) }
    while true {
      Glibc.errno = 0
      guard let entry = unsafe readdir(stream) else {
        if Glibc.errno != 0 { throw SystemCallError.last("readdir") }
        return
      }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe Array(bytes.prefix { $0 != 0 })
      }
      if !isSelfOrParent(name) { try body(name) }
    }
  }

  /// Whether a name is `.` or `..`.
  static func isSelfOrParent(_ name: [UInt8]) -> Bool {
    let dot = UInt8(ascii: ".")
    return name == [dot] || name == [dot, dot]
  }

  /// Calls `body` with each name that is a number, like those of processes, threads and descriptors
  /// in /proc.
  public static func eachNumber(
    _ path: String, _ body: (Int32) throws(SystemCallError) -> Void
  ) throws(SystemCallError) {
    try each(path) { name throws(SystemCallError) in
      if let number = Int32(String(decoding: name, as: UTF8.self)), number >= 0 {
        try body(number)
      }
    }
  }
}
