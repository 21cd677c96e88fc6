import Syscalls
import Testing

@testable import Privileged

@Suite struct NamespaceFinderTests {
  @Test func theNamespaceOfAProcessIsItsOwn() throws {
    let child = try ChildProcess()
    #expect(try NamespaceFinder.open(process: child.pid).inode == NamespaceFinder.own)
  }

  /// The process ends after its number was used: the namespace may be that of another process.
  @Test func aProcessThatEndsMeanwhileHasNone() throws {
    let child = try ChildProcess()
    #expect {
      _ = try NamespaceFinder.open(process: child.pid) { _ throws(SystemCallError) in
        try child.end()
        return try NetworkNamespaceFile("/proc/self/ns/net")
      }
    } throws: { error in
      guard case PrivilegedError.namespace(.noProcess(child.pid, .noSuchProcess)) = error else {
        return false
      }
      return true
    }
  }
}
