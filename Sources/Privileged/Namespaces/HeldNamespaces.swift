internal import Syscalls

/// Finds the network namespaces that are alive only because processes have their files or sockets
/// open. It reads the link of every descriptor. It duplicates each socket for a moment, reads its
/// namespace's cookie and, if the cookie is new, opens the namespace. That takes 10 to 15
/// microseconds per socket, or one to two seconds for 100,000 sockets. If the owner closes its
/// socket meanwhile, the socket is closed only with the duplicate.
///
/// Another file can have replaced the socket before it is duplicated, and closing that file can
/// block for ever, for instance in a FUSE server. So this runs only in a surveyor's process.
struct HeldNamespaces {
  private var cookies: Set<UInt64> = []

  /// Reads all processes.
  /// - Parameters:
  ///   - first: the smallest pid that is read.
  ///   - agent: the agent's own process, which is not read: it holds what it answers about.
  ///   - each: called with `reads` before each process, and then with what was found in it:
  ///     `foundDescriptor`, `foundSocket` and `refused`.
  mutating func run(
    from first: Int32, except agent: Int32,
    _ each: (SurveyMessage) throws(SystemCallError) -> Void
  ) throws(SystemCallError) {
    try DirectoryListing.eachNumber("/proc") { pid throws(SystemCallError) in
      guard pid >= first, pid != agent, pid != Process.id,
        let process = try? ProcessFile(pid)
      else { return }
      try each(SurveyMessage(.reads, pid: pid))
      for found in read(process, pid) { try each(found) }
    }
  }

  private mutating func read(
    _ process: borrowing ProcessFile, _ pid: Int32
  ) -> [SurveyMessage] {
    var found: [SurveyMessage] = []
    var isRefused = false
    do throws(SystemCallError) {
      let folder = "/proc/\(pid)/fd"
      try DirectoryListing.eachNumber(folder) { descriptor throws(SystemCallError) in
        do throws(SystemCallError) {
          let link = try Files.linkTarget("\(folder)/\(descriptor)")
          if let inode = NamespaceSurvey.inode(inLink: link) {
            found.append(
              SurveyMessage(.foundDescriptor, pid: pid, number: descriptor, inode: inode))
          } else if link.hasPrefix("socket:["),
            let inode = try newNamespace(ofSocket: descriptor, process)
          {
            found.append(SurveyMessage(.foundSocket, pid: pid, number: descriptor, inode: inode))
          }
        } catch {
          isRefused = isRefused || error.isRefusal
        }
      }
    } catch {
      isRefused = isRefused || error.isRefusal
    }
    if isRefused { found.append(SurveyMessage(.refused, pid: pid)) }
    return found
  }

  /// The inode of a socket's namespace; nil if a socket before was in the same one.
  private mutating func newNamespace(
    ofSocket descriptor: Int32, _ process: borrowing ProcessFile
  ) throws(SystemCallError) -> UInt64? {
    let socket = try process.descriptor(descriptor)
    // Linux 5.14 and later have cookies.
    let cookie = try? socket.networkNamespaceCookie()
    if let cookie, cookies.contains(cookie) { return nil }
    let inode = try NetworkNamespaceFile(ofSocket: socket).inode
    if let cookie { cookies.insert(cookie) }
    return inode
  }
}
