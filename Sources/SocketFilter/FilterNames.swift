/// What names in a filter stand for on this host.
public protocol FilterNames {
  /// The ports of a service, without repetition.
  func ports(ofService name: String) -> [UInt16]
  /// A known service whose name is near, for a hint.
  func service(near name: String) -> String?
  func userID(_ name: String) -> UInt32?
  func user(near name: String) -> String?
  func interfaceIndex(_ name: String) -> UInt32?
  /// The id of a cgroup v2, which is the inode of its directory.
  func cgroupID(_ path: String) throws(FilterNameError) -> UInt64
}

/// Why a name in a filter stands for nothing here.
public struct FilterNameError: Error {
  public let message: String
  public let hint: String?

  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
