internal import Limits
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import SocketFilter
internal import Syscalls

/// The names this host knows: read when one is asked for, since few filters have any.
struct SystemNames: FilterNames {
  /// Where devices are looked up; nil is the agent's own.
  private let namespace: TargetNamespace?
  // A device that is not there is then one that no socket is bound to, and no mistake.
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

  func interfaceIndex(_ name: String) -> UInt32? {
    let index = (try? KernelSockets.interfaceNames(in: namespace))?.index(of: name)
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
    throw FilterNameError(failure.message, hint: failure.hint)
  }

  /// A file that is missing or cannot be read has no names in it.
  private static func file(_ path: String) -> [UInt8] {
    (try? Files.read(path, atMost: Limits.nameFileBytes)) ?? []
  }
}
