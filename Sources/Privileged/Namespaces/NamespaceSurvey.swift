public import Syscalls

/// The network namespaces there are, as far as /proc and /run/netns show them. The kernel has no
/// list of them before Linux 6.19, so everything that can hold one is read: processes, threads,
/// names, and what processes have open. A namespace that only something else holds, such as a
/// socket on its way through another one, is not found.
public struct NamespaceSurvey {
  public enum Depth: Sendable {
    /// Processes, threads and names: a few microseconds each.
    case processes
    /// Open files and sockets of all processes, too: some ten microseconds each.
    case descriptors
  }

  /// Why namespaces may be missing.
  public enum Gap: Sendable {
    case processesNotListed(SystemCallError)
    /// Processes that could not be read, and the smallest of their numbers.
    case processesRefused(count: Int, first: Int32)
  }

  public private(set) var namespaces: [FoundNamespace] = []
  public private(set) var gaps: [Gap] = []
  private var places: [UInt64: Int] = [:]
  private var refused: Set<Int32> = []

  public init(_ depth: Depth = .descriptors) {
    if let own = NamespaceFinder.own { add(own, .agent) }
    do throws(SystemCallError) {
      try DirectoryListing.eachNumber("/proc") { pid in readProcess(pid) }
    } catch {
      gaps.append(.processesNotListed(error))
    }
    readNames()
    if depth == .descriptors { readDescriptors() }
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
    // A leader that has ended leaves threads behind, and a thread may be elsewhere.
    try? DirectoryListing.eachNumber("\(process)/task") { thread in
      guard thread != pid,
        let link = try? Files.linkTarget("\(process)/task/\(thread)/ns/net"),
        let inode = NamespaceSurvey.inode(inLink: link), inode != leader
      else { return }
      add(inode, .thread(thread, of: pid))
    }
  }

  private mutating func readNames() {
    // Without the directory nobody has used ip netns yet.
    guard let directory = try? Directory(NamespaceFinder.namesDirectory) else { return }
    try? DirectoryListing.each(NamespaceFinder.namesDirectory) { name in
      guard let inode = (try? NetworkNamespaceFile(name, in: directory))?.inode else { return }
      add(inode, .name(name))
    }
  }

  private mutating func readDescriptors() {
    var walk = HeldNamespaces()
    walk.run { inode, holder in add(inode, holder) }
    refused.formUnion(walk.refused)
  }

  /// The number in `net:[4026531833]`; nil for anything else.
  static func inode(inLink text: String) -> UInt64? {
    guard text.hasPrefix("net:["), text.hasSuffix("]") else { return nil }
    return UInt64(text.dropFirst(5).dropLast())
  }
}
