internal import Protocol
internal import Syscalls

/// The network namespaces there are, as far as /proc and /run/netns tell. The kernel has no list
/// of them before Linux 6.19, so everything that can hold one is looked at: processes, threads,
/// names, and what processes have open. One that is held by something else alone, such as a
/// socket on its way through another, is not found.
struct NamespaceSurvey {
  enum Depth {
    /// Processes, threads and names: a few microseconds each.
    case processes
    /// Open files and sockets of all processes, too: some ten microseconds each.
    case descriptors
  }

  private(set) var namespaces: [FoundNamespace] = []
  private(set) var problems: [Problem] = []
  private var places: [UInt64: Int] = [:]
  private var refused: Set<Int32> = []

  init(_ depth: Depth = .descriptors) {
    if let own = NamespaceFinder.own { note(own, .agent) }
    do throws(SystemCallError) {
      try DirectoryListing.eachNumber("/proc") { pid in look(atProcess: pid) }
    } catch {
      problems.append(
        Problem("processesUnreadable", "cannot list processes: \(error)", errno: error.name))
    }
    lookAtNames()
    if depth == .descriptors { lookAtDescriptors() }
    if let one = refused.min() {
      let count = refused.count
      let who = count == 1 ? "process \(one)" : "\(count) processes, such as \(one),"
      problems.append(
        Problem(
          "processesUnreadable",
          "\(who) cannot be looked into: namespaces that nothing else holds are missing"))
    }
    namespaces.sort { ($0.isAgents ? 0 : 1, $0.inode) < ($1.isAgents ? 0 : 1, $1.inode) }
  }

  private mutating func note(_ inode: UInt64, _ holder: NamespaceHolder) {
    let place = places[inode] ?? namespaces.count
    if place == namespaces.count {
      namespaces.append(FoundNamespace(inode: inode))
      places[inode] = place
    }
    namespaces[place].note(holder)
  }

  private mutating func look(atProcess pid: Int32) {
    let process = "/proc/\(pid)"
    var leader: UInt64?
    do throws(SystemCallError) {
      leader = NamespaceSurvey.inode(inLink: try Files.linkTarget("\(process)/ns/net"))
    } catch {
      if [.permissionDenied, .notPermitted].contains(error.errno) {
        refused.insert(pid)
        return
      }
    }
    if let leader { note(leader, .process(pid)) }
    // A leader that has ended leaves threads behind, and a thread may be elsewhere.
    try? DirectoryListing.eachNumber("\(process)/task") { thread in
      guard thread != pid,
        let link = try? Files.linkTarget("\(process)/task/\(thread)/ns/net"),
        let inode = NamespaceSurvey.inode(inLink: link), inode != leader
      else { return }
      note(inode, .thread(thread, of: pid))
    }
  }

  private mutating func lookAtNames() {
    // Without the directory nobody has used ip netns yet.
    guard let directory = try? Directory(NamespaceFinder.namesDirectory) else { return }
    try? DirectoryListing.each(NamespaceFinder.namesDirectory) { name in
      guard let inode = (try? NetworkNamespaceFile(name, in: directory))?.inode else { return }
      note(inode, .name(name))
    }
  }

  private mutating func lookAtDescriptors() {
    var walk = HeldNamespaces()
    walk.run { inode, holder in note(inode, holder) }
    refused.formUnion(walk.refused)
  }

  /// The number in `net:[4026531833]`; nil for anything else.
  static func inode(inLink text: String) -> UInt64? {
    guard text.hasPrefix("net:["), text.hasSuffix("]") else { return nil }
    return UInt64(text.dropFirst(5).dropLast())
  }
}
