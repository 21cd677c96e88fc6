public import Syscalls

/// A survey of the network namespaces, as far as /proc and /run/netns show them. Kernels before
/// Linux 6.19 have no list of them, so the survey reads everything that can hold one: processes,
/// threads, names, and the open descriptors of processes. It does not find a namespace with any
/// other holder, for instance a socket in flight (SCM_RIGHTS) between processes of another one.
public struct NamespaceSurvey {
  /// How much is read.
  public enum Depth: Sendable {
    /// Processes, threads and names: a few microseconds each.
    case processes
    /// Also the open files and sockets of all processes: some ten microseconds each.
    /// - Parameter by: starts the process that reads them.
    case descriptors(by: Surveyor)
  }

  /// Why a survey may have missed namespaces.
  public enum Gap: Sendable {
    /// /proc could not be listed.
    case processesNotListed(SystemCallError)
    /// Some processes could not be read: their number, and the smallest pid.
    case processesRefused(count: Int, first: Int32)
    /// Some processes have a descriptor whose file blocks who takes hold of it.
    case processesStuck([Int32])
    /// The open files and sockets of processes were not, or not all, read.
    case notSurveyed(SystemCallError)
  }

  /// The agent's own namespace, then the others by inode number.
  public private(set) var namespaces: [FoundNamespace] = []
  /// Why namespaces may be missing.
  public private(set) var gaps: [Gap] = []
  private var places: [UInt64: Int] = [:]
  private var refused: Set<Int32> = []

  /// Runs the survey.
  public init(_ depth: Depth) {
    if let own = NamespaceFinder.own { add(own, .agent) }
    do throws(SystemCallError) {
      try DirectoryListing.eachNumber("/proc") { pid in readProcess(pid) }
    } catch {
      gaps.append(.processesNotListed(error))
    }
    readNames()
    if case .descriptors(let surveyor) = depth { readDescriptors(surveyor) }
    if let first = refused.min() {
      gaps.append(.processesRefused(count: refused.count, first: first))
    }
    namespaces.sort { ($0.isAgents ? 0 : 1, $0.inode) < ($1.isAgents ? 0 : 1, $1.inode) }
  }

  private mutating func add(_ inode: UInt64, _ holder: NamespaceHolder) {
    let place = places[inode] ?? namespaces.count
    if place == namespaces.count {
      namespaces.append(FoundNamespace(inode: inode))
      places[inode] = place
    }
    namespaces[place].add(holder)
  }

  private mutating func readProcess(_ pid: Int32) {
    let process = "/proc/\(pid)"
    var leader: UInt64?
    do throws(SystemCallError) {
      leader = NamespaceSurvey.inode(inLink: try Files.linkTarget("\(process)/ns/net"))
    } catch {
      if error.isRefusal {
        refused.insert(pid)
        return
      }
    }
    if let leader { add(leader, .process(pid)) }
    // The main thread may have ended before others, and a thread can be in another namespace.
    try? DirectoryListing.eachNumber("\(process)/task") { thread in
      guard thread != pid,
        let link = try? Files.linkTarget("\(process)/task/\(thread)/ns/net"),
        let inode = NamespaceSurvey.inode(inLink: link), inode != leader
      else { return }
      add(inode, .thread(thread, of: pid))
    }
  }

  private mutating func readNames() {
    // The directory is missing until `ip netns` is first used.
    guard let directory = try? Directory(NamespaceFinder.namesDirectory) else { return }
    try? DirectoryListing.each(NamespaceFinder.namesDirectory) { name in
      guard let inode = (try? NetworkNamespaceFile(name, in: directory))?.inode else { return }
      add(inode, .name(name))
    }
  }

  private mutating func readDescriptors(_ surveyor: Surveyor) {
    let missing = surveyor.survey { inode, holder in add(inode, holder) }
    refused.formUnion(missing.refused)
    if !missing.stuck.isEmpty { gaps.append(.processesStuck(missing.stuck)) }
    if let failure = missing.failure { gaps.append(.notSurveyed(failure)) }
  }

  /// Whether open files and sockets of processes are missing that a later survey may find.
  var isInterrupted: Bool {
    gaps.contains {
      switch $0 {
      case .processesStuck, .notSurveyed: true
      case .processesNotListed, .processesRefused: false
      }
    }
  }

  /// The number in `net:[4026531833]`; nil for any other text.
  static func inode(inLink text: String) -> UInt64? {
    guard text.hasPrefix("net:["), text.hasSuffix("]") else { return nil }
    return UInt64(text.dropFirst(5).dropLast())
  }
}
