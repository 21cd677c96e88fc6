import Foundation
import Syscalls
import TestSupport
import Testing

@testable import Privileged
@testable import ProcFiles

/// Numbers of tasks in other pid namespaces: the kernel's own translation and `NSpid` say the same.
@Suite("numbers of tasks in a caller's pid namespace")
struct CallersTasksTests {
  /// A shell that is 1 in a pid namespace of its own, with two children, one of them with a
  /// namespace below, and all their numbers here.
  private func withNamespaces(_ body: (_ pids: [UInt32]) throws -> Void) throws {
    let mark = "\(1000 + UInt32.random(in: 1...999_999))"
    let child = Foundation.Process()
    child.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    child.arguments = [
      "unshare", "-pf", "--kill-child", "sh", "-c",
      "sleep \(mark) & unshare -pf --kill-child sleep \(mark) & wait",
    ]
    try child.run()
    defer {
      kill(child.processIdentifier, SIGKILL)
      child.waitUntilExit()
    }
    var found: [UInt32] = []
    try eventually("both sleep") {
      found = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { UInt32($0) }
        .filter { pid in
          let text = try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)
          return text == "sleep\0\(mark)\0"
        }
      return found.count == 2
    }
    try body(found.sorted())
  }

  private func numbers(_ pid: UInt32) throws -> [UInt32] {
    var files = try TaskFiles()
    return try #require(try files.status(of: pid)).numbers
  }

  @Test(.needs(.root, .tools("unshare"))) func bothMeansSayTheSame() throws {
    try withNamespaces { pids in
      let deep = try #require(try pids.first { try numbers($0).count == 3 })
      let shallow = try #require(try pids.first { try numbers($0).count == 2 })
      var files = try TaskFiles()
      for translation in [CallersTasks.Translation.kernel, .status(level: 2)] {
        let tasks = CallersTasks(try PidNamespaceFile("/proc/\(shallow)/ns/pid"), translation)
        for pid in [deep, shallow] {
          let number = try numbers(pid)[1]
          #expect(try tasks.callersNumber(of: pid, &files) == number)
          #expect(try tasks.ownNumber(of: number, &files) == pid)
        }
        // This process and the first are not in it.
        #expect(try tasks.callersNumber(of: UInt32(getpid()), &files) == nil)
        #expect(try tasks.callersNumber(of: 1, &files) == nil)
        #expect(try tasks.ownNumber(of: 30_000, &files) == nil)
      }
      for translation in [CallersTasks.Translation.kernel, .status(level: 3)] {
        let tasks = CallersTasks(try PidNamespaceFile("/proc/\(deep)/ns/pid"), translation)
        #expect(try tasks.callersNumber(of: deep, &files) == 1)
        #expect(try tasks.ownNumber(of: 1, &files) == deep)
        // One level up is no part of it.
        #expect(try tasks.callersNumber(of: shallow, &files) == nil)
      }
    }
  }

  /// As deep as the caller's is no part of it.
  @Test(.needs(.root, .tools("unshare"))) func anotherNamespaceOfTheSameDepthIsApart() throws {
    try withNamespaces { pids in
      try withNamespaces { others in
        let own = try #require(try pids.first { try numbers($0).count == 2 })
        var files = try TaskFiles()
        for means in [CallersTasks.Translation.kernel, .status(level: 2)] {
          let tasks = CallersTasks(try PidNamespaceFile("/proc/\(own)/ns/pid"), means)
          #expect(try tasks.callersNumber(of: own, &files) != nil)
          for other in others { #expect(try tasks.callersNumber(of: other, &files) == nil) }
        }
      }
    }
  }

  @Test func whatIsNoPidNamespaceIsRefused() {
    for path in ["/proc/self/ns/net", "/dev/null", "/proc/self/ns/none"] {
      #expect(throws: SystemCallError.self) { _ = try PidNamespaceFile(path) }
    }
  }
}
