import Foundation
import Testing

@testable import Syscalls

@Suite struct KernelReleaseTests {
  @Test(arguments: [
    ("6.8.0-31-generic", 6, 8), ("5.10.0", 5, 10), ("7.3-amd64", 7, 3), ("6.12.117+deb13", 6, 12),
    ("4.9", 4, 9), ("10.0-rc1", 10, 0),
  ]) func isReadFromItsText(_ text: String, _ major: Int, _ minor: Int) {
    #expect(KernelRelease(text.utf8) == KernelRelease(major, minor))
  }

  @Test(arguments: ["", "6", "x.y", "6.", ".8", "6.x"]) func otherTextsAreNone(_ text: String) {
    #expect(KernelRelease(text.utf8) == nil)
  }

  @Test func numbersAreCompared() {
    #expect(KernelRelease(5, 10) < KernelRelease(6, 1))
    #expect(KernelRelease(6, 8) < KernelRelease(6, 12))
    #expect(!(KernelRelease(6, 12) < KernelRelease(6, 12)))
  }

  @Test func theRunningOneIsThatOfProc() throws {
    let text = try String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    #expect(KernelRelease.current == KernelRelease(text.utf8))
    #expect(KernelRelease.current != nil)
  }
}
