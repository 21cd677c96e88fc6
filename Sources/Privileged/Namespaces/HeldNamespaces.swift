internal import Syscalls

/// Finds the network namespaces that are alive only because processes have their files or sockets
/// open. It reads the link of every descriptor. It duplicates each socket for a moment, reads its
/// namespace's cookie and, if the cookie is new, opens the namespace. That takes 10 to 15
/// microseconds per socket, or one to two seconds for 100,000 sockets. If the owner closes its
/// socket meanwhile, the socket is closed only with the duplicate.
struct HeldNamespaces {
  typealias Each = (UInt64, NamespaceHolder) -> Void

  /// The processes whose descriptors cannot be read.
  private(set) var refused: Set<Int32> = []
  private var cookies: Set<UInt64> = []

  mutating func run(_ each: Each) {
    try? DirectoryListing.eachNumber("/proc") { pid in readProcess(pid, each) }
  }

  private mutating func readProcess(_ pid: Int32, _ each: Each) {
    guard pid != Process.id, let process = try? ProcessFile(pid) else { return }
    var isRefused = false
    do throws(SystemCallError) {
      let folder = "/proc/\(pid)/fd"
      try DirectoryListing.eachNumber(folder) { descriptor throws(SystemCallError) in
        let link: String
        do throws(SystemCallError) {
          link = try Files.linkTarget("\(folder)/\(descriptor)")
        } catch {
          isRefused = isRefused || error.isRefusal
          return
        }
        if let inode = NamespaceSurvey.inode(inLink: link) {
          each(inode, .descriptor(descriptor, of: pid))
        } else if link.hasPrefix("socket:[") {
          do throws(SystemCallError) {
            try readSocket(descriptor, process, pid, each)
          } catch {
            isRefused = isRefused || error.isRefusal
          }
        }
      }
    } catch {
      isRefused = isRefused || error.isRefusal
    }
    if isRefused { refused.insert(pid) }
  }

  private mutating func readSocket(
    _ descriptor: Int32, _ process: borrowing ProcessFile, _ pid: Int32, _ each: Each
  ) throws(SystemCallError) {
    let socket = try process.descriptor(descriptor)
    // Linux 5.14 and later have cookies.
    let cookie = try? socket.networkNamespaceCookie()
    if let cookie, cookies.contains(cookie) { return }
    let inode = try NetworkNamespaceFile(ofSocket: socket).inode
    if let cookie { cookies.insert(cookie) }
    each(inode, .socket(descriptor, of: pid))
  }
}
