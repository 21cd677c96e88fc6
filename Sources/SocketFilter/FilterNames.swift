/// Resolves the names in a filter on this host.
public protocol FilterNames {
  /// The ports of a service, without duplicates; empty for an unknown service.
  func ports(ofService name: String) -> [UInt16]
  /// The known service whose name is the most similar, for a hint.
  func service(near name: String) -> String?
  /// The uid of a user; nil for an unknown one.
  func userID(_ name: String) -> UInt32?
  /// The known user whose name is the most similar, for a hint.
  func user(near name: String) -> String?
  /// The index of a network device; nil for an unknown one.
  /// - Throws: if the devices cannot be searched.
  func interfaceIndex(_ name: String) throws(FilterNameError) -> UInt32?
  /// The id of a version 2 control group, which is the inode number of its directory.
  /// - Throws: if there is no such group, or it cannot be read.
  func cgroupID(_ path: String) throws(FilterNameError) -> UInt64
}

/// Why a name in a filter could not be resolved.
public struct FilterNameError: Error {
  /// A clause without a capital or a full stop, for people.
  public let message: String
  /// A sentence that says what to write instead.
  public let hint: String?
  /// The symbolic errno of the lookup; nil if no system call failed.
  public let errno: String?

  /// An error with its message.
  public init(_ message: String, hint: String? = nil, errno: String? = nil) {
    self.message = message
    self.hint = hint
    self.errno = errno
  }
}
