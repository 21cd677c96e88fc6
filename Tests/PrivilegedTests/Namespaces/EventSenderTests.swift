import Glibc
import Syscalls
import Testing

@testable import Privileged

@Suite struct EventSenderTests {
  @Test func aPortIsAProcessOfTheSameNamespaceOnly() throws {
    let own = try #require(NamespaceFinder.own)
    let port = UInt32(getpid())
    let sender = try #require(EventSender(port: port, in: own))
    #expect(sender.pid == port)
    #expect(sender.command + [10] == (try Files.read("/proc/self/comm", atMost: 64)))
    #expect(EventSender(port: port, in: own + 1) == nil)
  }

  /// The kernel's own port is 0, and those of second sockets are beyond the numbers of processes.
  @Test(arguments: [0, 0x8000_0000, UInt32.max, 0x7fff_ffff]) func otherPortsAreNobodys(
    _ port: UInt32
  ) throws {
    let own = try #require(NamespaceFinder.own)
    #expect(EventSender(port: port, in: own) == nil)
  }
}
