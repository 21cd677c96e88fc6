internal import Limits
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import SocketFilter
internal import Syscalls

/// Resolves names on this host. The files are read for each name, because few filters contain any.
struct SystemNames: FilterNames {
  /// The namespace in which devices are resolved; nil is the agent's own.
  private let namespace: TargetNamespace?
  // Whether an unknown device matches no socket instead of being an error.
  private let isLenient: Bool

  init(in namespace: TargetNamespace? = nil, isLenient: Bool = false) {
    self.namespace = namespace
    self.isLenient = isLenient
  }

  func ports(ofService name: String) -> [UInt16] {
    NameTable.services(SystemNames.file("/etc/services"))[name] ?? []
  }

  func service(near name: String) -> String? {
    Spelling.nearest(
      to: name, among: NameTable.services(SystemNames.file("/etc/services")).keys.sorted())
  }

  func userID(_ name: String) -> UInt32? {
    NameTable.users(SystemNames.file("/etc/passwd"))[name]
  }

  func user(near name: String) -> String? {
    Spelling.nearest(
      to: name, among: NameTable.users(SystemNames.file("/etc/passwd")).keys.sorted())
  }

  func interfaceIndex(_ name: String) throws(FilterNameError) -> UInt32? {
    let index: UInt32?
    do throws(PrivilegedError) {
      index = try LinkIndex.find(name, in: namespace)
    } catch {
      throw FilterNameError(RPCError(error))
    }
    return index ?? (isLenient ? UInt32(filter: name) ?? .max : nil)
  }

  func cgroupID(_ path: String) throws(FilterNameError) -> UInt64 {
    let failure: RPCError
    do throws(PrivilegedError) {
      let mounts = try CgroupMounts.all().filter { $0.version == 2 }
      let group = try CgroupDirectory.open(path, among: mounts)
      do throws(SystemCallError) {
        return try group.inode()
      } catch {
        throw .system(error, doing: .lookUpGroup(path))
      }
    } catch {
      failure = RPCError(error)
    }
    throw FilterNameError(failure)
  }

  /// The bytes of a file. A file that is missing, unreadable or too long counts as empty.
  private static func file(_ path: String) -> [UInt8] {
    (try? Files.read(path, atMost: Limits.nameFileBytes)) ?? []
  }
}

extension FilterNameError {
  /// The error of a lookup that failed.
  init(_ error: RPCError) {
    self.init(error.message, hint: error.hint, errno: error.errno)
  }
}
