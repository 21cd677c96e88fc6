import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent
@testable import Privileged

/// Which Unix sockets a selection hands over from a scripted kernel.
@Suite struct UnixSelectionTests {
  /// A `struct unix_diag_msg` of a stream socket.
  private static func socket(_ cookie: UInt32) -> [UInt8] {
    [1, 1, 1, 0] + le32(1000 + cookie) + le32(cookie) + le32(0)
  }

  private static func rows(_ cookies: [UInt32], _ end: [UInt8] = done()) -> [ScriptedStep] {
    [.datagram(cookies.flatMap { message(20, socket($0), flags: 2) } + end)]
  }

  private func read(
    _ kernel: ScriptedKernel, _ parameters: String = "{}"
  ) throws -> (inodes: [UInt32], problems: [Problem]) {
    let call = try MethodCall.scripted("unixConnections", parameters)
    let selection = try UnixSelection(call, from: kernel)
    var inodes: [UInt32] = []
    var problems: [Problem] = []
    try selection.each(&problems) { socket in
      inodes.append(socket.inode)
      return .next
    }
    return (inodes, problems)
  }

  @Test func aSecondPassSendsOnlyWhatTheFirstMissed() throws {
    let kernel = ScriptedKernel { request in
      UnixSelectionTests.rows(request.number == 0 ? [1, 2] : [3, 2, 1])
    }
    #expect(try read(kernel, #"{"passes": 2}"#).inodes == [1001, 1002, 1003])
    #expect(kernel.requests.count == 2)
  }

  @Test func procIsReadInsteadWhereSockDiagIsRefused() throws {
    let kernel = ScriptedKernel { _ in [.datagram(error(-Errno.permissionDenied.rawValue))] }
    kernel.procFiles = [
      "unix": """
      Num       RefCount Protocol Flags    Type St Inode Path
      0000000000000000: 00000002 00000000 00010000 0001 01 77 /run/a
      0000000000000000: 00000002 00000000 00000000 0002 01 78
      0000000000000000: 00000002 00000000 00000000 0001 01 0 /run/waits-for-accept

      """
    ]
    let (inodes, problems) = try read(kernel, #"{"passes": 2}"#)
    #expect(inodes == [77, 78])
    #expect(problems.map(\.name) == ["procOnly"])
  }

  /// A first pass that succeeded is the answer: rows of /proc would repeat it.
  @Test func aRefusedSecondPassDoesNotReadProc() throws {
    let kernel = ScriptedKernel { request in
      request.number == 0
        ? UnixSelectionTests.rows([1, 2])
        : [.datagram(error(-Errno.permissionDenied.rawValue))]
    }
    kernel.procFiles = ["unix": "0000000000000000: 00000002 00000000 00000000 0001 01 77 /run/a\n"]
    let (inodes, problems) = try read(kernel, #"{"passes": 2}"#)
    #expect(inodes == [1001, 1002])
    #expect(problems.isEmpty)
  }

  /// A line feed in a name can look like a socket; the kernel's own count shows that it is none.
  @Test func rowsBeyondTheKernelsCountAreReported() throws {
    let kernel = ScriptedKernel { _ in [.datagram(error(-Errno.permissionDenied.rawValue))] }
    kernel.procFiles = [
      "unix": """
      0000000000000000: 00000002 00000000 00000000 0001 01 77 @x
      0000000000000000: 00000002 00000000 00000000 0001 01 78 forged

      """,
      "protocols": "protocol  size sockets\nUNIX      1024      1\n",
    ]
    #expect(try read(kernel).problems.map(\.name) == ["procOnly", "forgedSockets"])
    kernel.procFiles["protocols"] = "UNIX      1024      2\n"
    #expect(try read(kernel).problems.map(\.name) == ["procOnly"])
  }

  @Test func aFailureBehindRowsIsTheAnswer() throws {
    let kernel = ScriptedKernel { _ in
      UnixSelectionTests.rows([1], done(-Errno.permissionDenied.rawValue))
    }
    kernel.procFiles = ["unix": ""]
    let error = #expect(throws: RPCError.self) { try read(kernel) }
    #expect(error?.errno == "EACCES")
  }

  @Test func procDoesNotAnswerFiltersThatItCannotDecide() throws {
    let kernel = ScriptedKernel { _ in [.datagram(error(-Errno.permissionDenied.rawValue))] }
    kernel.procFiles = ["unix": ""]
    #expect(throws: RPCError.self) { try read(kernel, #"{"filter": "cookie = 1"}"#) }
  }
}
