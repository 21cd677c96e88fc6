import Glibc
import Syscalls
import TestSupport
import Testing

@testable import Privileged

/// A namespace is gone when another one has its name, and not only when nothing has.
@Suite struct NamespaceWatchTests {
  private let own = Caller(PeerCredentials(pid: Process.id, uid: 0, gid: 0))

  /// Waits until each is due.
  private func areGone(_ watches: [NamespaceWatch?]) throws -> [Bool] {
    try watches.map { watch in
      var watch = try #require(watch)
      while watch.patience > 0 { KernelClock.sleep(milliseconds: Int(watch.patience)) }
      return watch.isGone()
    }
  }

  private func ip(_ arguments: String...) throws {
    let path = access("/sbin/ip", X_OK) == 0 ? "/sbin/ip" : "/usr/bin/ip"
    Process.wait(for: try Process.start(path, arguments: arguments, descriptor3: 2))
  }

  @Test func theAgentsOwnIsNotWatched() throws {
    let agents = try NamespaceFinder.openAgents()
    #expect(NamespaceWatch(.agent, agents, of: own, by: Surveyor(program: "/bin/false")) == nil)
    #expect(NamespaceWatch(.caller, nil, of: own, by: Surveyor(program: "/bin/false")) == nil)
  }

  @Test(.needs(.root, .tools("unshare"))) func aProcessMayGoElsewhere() throws {
    let agents = try NamespaceFinder.openAgents()
    let child = try ChildProcess.inOwnNamespace()
    let other = try NamespaceFinder.open(process: child.pid)
    #expect(other.inode != agents.inode)
    let childs = Caller(PeerCredentials(pid: child.pid, uid: 0, gid: 0))
    let gone = try areGone([
      NamespaceWatch(.process(Process.id), agents, of: childs, by: Surveyor(program: "/bin/false")),
      NamespaceWatch(.process(Process.id), other, of: childs, by: Surveyor(program: "/bin/false")),
      NamespaceWatch(.process(child.pid), other, of: own, by: Surveyor(program: "/bin/false")),
      NamespaceWatch(.caller, other, of: childs, by: Surveyor(program: "/bin/false")),
      NamespaceWatch(.caller, other, of: own, by: Surveyor(program: "/bin/false")),
    ])
    #expect(gone == [false, true, false, false, true])
  }

  @Test(.needs(.root, .tools("ip"))) func aNameMayBeGivenToAnother() throws {
    let name = "nlt-\(getpid())-\(UInt32.random(in: .min ... .max))"
    try ip("netns", "add", name)
    let named = try NamespaceFinder.open(.name(name), for: own, by: Surveyor(program: "/bin/false"))
    let agents = try NamespaceFinder.openAgents()
    let kept = try areGone([
      NamespaceWatch(.name(name), named, of: own, by: Surveyor(program: "/bin/false")),
      NamespaceWatch(.name(name), agents, of: own, by: Surveyor(program: "/bin/false")),
    ])
    try ip("netns", "del", name)
    #expect(kept == [false, true])
    #expect(
      try areGone([NamespaceWatch(.name(name), named, of: own, by: Surveyor(program: "/bin/false"))]
      ) == [true])
  }
}
