import Glibc
import Testing

@testable import NLAgent

@Suite struct SocketActivationTests {
  private func count(of descriptors: String?, for process: String?) throws -> Int {
    try SocketActivation.listeners {
      ["LISTEN_FDS": descriptors, "LISTEN_PID": process][$0] ?? nil
    }
    .count
  }

  /// Variables that were set for another process, for instance the parent, count for nothing:
  /// descriptor 3 is then a file of any kind.
  @Test func socketsOfAnotherProcessAreNotTaken() throws {
    for process in ["\(getpid() + 1)", "\(getppid())", "0", "-1", "", "x", nil] {
      #expect(try count(of: "1", for: process) == 0)
    }
  }

  @Test func withoutACountNoneAreTaken() throws {
    for descriptors in ["0", "-1", "64", "", "x", nil] {
      #expect(try count(of: descriptors, for: "\(getpid())") == 0)
    }
  }
}
