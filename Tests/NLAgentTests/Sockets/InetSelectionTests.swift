import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing
import Vocabulary

@testable import NLAgent
@testable import Privileged

/// What a selection of inet sockets requests of a scripted kernel, and which rows it hands over.
@Suite struct InetSelectionTests {
  // TCPDIAG_GETSOCK and SOCK_DIAG_BY_FAMILY.
  private static let bothFamilies: UInt16 = 18
  private static let oneFamily: UInt16 = 20

  /// The states that a dump asks for.
  private static func states(_ request: ScriptedRequest) -> UInt32 {
    request.uint32(at: request.type == bothFamilies ? 52 : 4)
  }

  /// Whether it is the dump of sockets that are only bound.
  private static func isAside(_ request: ScriptedRequest) -> Bool {
    states(request) == 1 << UInt32(InetState.boundInactive)
  }

  /// The first instruction of the filter program; nil without a program.
  private static func instruction(_ request: ScriptedRequest) -> UInt8? {
    let start = 16 + (request.type == bothFamilies ? 60 : 56)
    return request.bytes.count > start + 4 ? request.bytes[start + 4] : nil
  }

  private static func rows(_ cookies: [UInt32], _ end: [UInt8] = done()) -> [ScriptedStep] {
    [.datagram(cookies.flatMap { message(20, inetSocket(cookie: $0), flags: 2) } + end)]
  }

  private static func refuse(_ errno: Errno) -> [ScriptedStep] {
    [.datagram(error(-errno.rawValue))]
  }

  /// What one walk through a selection came to.
  private struct Outcome {
    var cookies: [UInt64] = []
    var problems: [Problem] = []
    var verdict = ""
  }

  private func read(
    _ kernel: ScriptedKernel, _ parameters: String, stopAfter count: Int = .max
  ) throws -> Outcome {
    let call = try MethodCall.scripted("inetConnections", parameters)
    let selection = try InetSelection(call, needsOwners: false, from: kernel)
    var outcome = Outcome()
    try selection.each(&outcome.problems) { socket, _, _ in
      outcome.cookies.append(socket.cookie)
      return outcome.cookies.count < count ? .next : .stop
    }
    var json = JSONWriter()
    json.beginObject()
    selection.writeVerdict(to: &json)
    json.endObject()
    outcome.verdict = String(decoding: json.bytes.copied, as: UTF8.self)
    return outcome
  }

  // MARK: Passes

  @Test func aSecondPassSendsOnlyWhatTheFirstMissed() throws {
    let kernel = ScriptedKernel { request in
      if InetSelectionTests.isAside(request) { return InetSelectionTests.rows([]) }
      return InetSelectionTests.rows(request.number == 0 ? [1, 2] : [2, 3, 1, 4])
    }
    let outcome = try read(kernel, #"{"protocols": ["tcp"], "passes": 2}"#)
    #expect(outcome.cookies == [1, 2, 3, 4])
    #expect(outcome.problems.isEmpty)
    #expect(
      kernel.requests.map(\.type) == [Self.bothFamilies, Self.bothFamilies, Self.bothFamilies])
    #expect(kernel.requests.filter(Self.isAside).count == 1)
  }

  @Test func eachTableHasItsOwnPasses() throws {
    // The same cookie in two families: that cannot be, and so shows what is remembered.
    let kernel = ScriptedKernel { _ in InetSelectionTests.rows([5]) }
    let outcome = try read(kernel, #"{"protocols": ["udp"], "passes": 2}"#)
    #expect(outcome.cookies == [5, 5])
    #expect(kernel.requests.map(\.family) == [2, 2, 10, 10])
  }

  @Test func rowsThatADumpRepeatsAreSentOnce() throws {
    let kernel = ScriptedKernel { _ in InetSelectionTests.rows([1, 2, 2, 1, 3]) }
    let outcome = try read(kernel, #"{"protocols": ["udp"], "family": "v4"}"#)
    #expect(outcome.cookies == [1, 2, 3])
  }

  @Test func anInterruptedDumpIsAProblem() throws {
    let kernel = ScriptedKernel { _ in
      [.datagram(message(20, inetSocket(cookie: 1), flags: 0x12) + done())]
    }
    let outcome = try read(kernel, #"{"protocols": ["udp"], "family": "v4"}"#)
    #expect(outcome.cookies == [1])
    #expect(outcome.problems.map(\.name) == ["interrupted"])
  }

  @Test func stopEndsAllDumps() throws {
    let kernel = ScriptedKernel { _ in InetSelectionTests.rows([1, 2, 3]) }
    let outcome = try read(kernel, #"{"protocols": ["tcp", "udp"]}"#, stopAfter: 2)
    #expect(outcome.cookies == [1, 2])
    // One is begun ahead.
    #expect(kernel.requests.count == 2)
  }

  // MARK: Refusals

  @Test func bothFamiliesAreRequestedApartIfOneWalkIsRefused() throws {
    let kernel = ScriptedKernel { request in
      if request.type == InetSelectionTests.bothFamilies {
        return InetSelectionTests.refuse(.notPermitted)
      }
      return InetSelectionTests.rows([UInt32(request.family)])
    }
    let outcome = try read(kernel, #"{"protocols": ["tcp"], "states": ["ESTABLISHED"]}"#)
    #expect(outcome.cookies == [2, 10])
    #expect(outcome.problems.isEmpty)
    #expect(kernel.requests.map(\.type) == [Self.bothFamilies, Self.oneFamily, Self.oneFamily])
  }

  /// Apart they have all passes, so that a second pass of both together must not follow.
  @Test func familiesApartHaveTheirOwnPasses() throws {
    let kernel = ScriptedKernel { request in
      if request.type == InetSelectionTests.bothFamilies {
        return InetSelectionTests.refuse(.invalidArgument)
      }
      return InetSelectionTests.rows([UInt32(request.family)])
    }
    let outcome = try read(
      kernel, #"{"protocols": ["tcp"], "states": ["ESTABLISHED"], "passes": 2}"#)
    #expect(outcome.cookies == [2, 10])
    #expect(kernel.requests.filter { $0.type == Self.oneFamily }.map(\.family) == [2, 2, 10, 10])
  }

  /// A list that was begun must not be begun again.
  @Test func aFailureBehindRowsIsTheAnswer() throws {
    for filter in [#""protocols": ["tcp"]"#, #""protocols": ["udp"]"#] {
      let kernel = ScriptedKernel { _ in
        InetSelectionTests.rows([1], done(-Errno.permissionDenied.rawValue))
      }
      kernel.procFiles = ["tcp": "", "tcp6": "", "udp": "", "udp6": ""]
      let error = #expect(throws: RPCError.self) {
        try read(kernel, "{\(filter), \"states\": [\"ESTABLISHED\"]}")
      }
      #expect(error?.errno == "EACCES")
    }
  }

  @Test func aProtocolThatTheKernelLacksIsReported() throws {
    let kernel = ScriptedKernel { _ in InetSelectionTests.refuse(.noSuchFileOrDirectory) }
    let outcome = try read(kernel, #"{"protocols": ["sctp"], "passes": 2}"#)
    #expect(outcome.cookies.isEmpty)
    #expect(outcome.problems.isEmpty)
    #expect(outcome.verdict == #"{"unsupported":["sctp"]}"#)
  }

  // MARK: Filter programs

  /// INET_DIAG_BC_S_EQ is 11 and needs Linux 4.16; INET_DIAG_BC_S_COND is 7.
  @Test func aRefusedProgramIsReplacedByAWeakerOne() throws {
    let kernel = ScriptedKernel { request in
      switch InetSelectionTests.instruction(request) {
      case 11: InetSelectionTests.refuse(.invalidArgument)
      default: InetSelectionTests.rows([1])
      }
    }
    let outcome = try read(
      kernel, #"{"protocols": ["udp"], "family": "v4", "filter": "sport = 80"}"#)
    #expect(outcome.cookies == [1])
    #expect(kernel.requests.map(Self.instruction) == [11, 7])
  }

  /// Where the kernel takes no program the agent decides.
  @Test func withoutAProgramTheAgentFilters() throws {
    let kernel = ScriptedKernel { request in
      if InetSelectionTests.instruction(request) != nil {
        return InetSelectionTests.refuse(.invalidArgument)
      }
      let rows = [(1, 80), (2, 81), (3, 80)].flatMap { cookie, port in
        message(20, inetSocket(cookie: UInt32(cookie), sourcePort: UInt16(port)), flags: 2)
      }
      return [.datagram(rows + done())]
    }
    let outcome = try read(
      kernel, #"{"protocols": ["udp"], "family": "v4", "filter": "sport = 80"}"#)
    #expect(outcome.cookies == [1, 3])
    #expect(kernel.requests.map(Self.instruction) == [11, 7, nil])
  }

  @Test func marksWithoutThePrivilegeAreAnError() throws {
    let kernel = ScriptedKernel { _ in InetSelectionTests.refuse(.notPermitted) }
    let error = #expect(throws: RPCError.self) {
      try read(kernel, #"{"protocols": ["udp"], "family": "v4", "filter": "fwmark = 1"}"#)
    }
    #expect(error?.message.contains("CAP_NET_ADMIN") == true)
    #expect(kernel.requests.allSatisfy { Self.instruction($0) != nil })
  }

  // MARK: Bound sockets

  @Test func boundSocketsAreSentIfTheyWereBoundBeforeAndAfterAllOthers() throws {
    let kernel = ScriptedKernel { request in
      guard InetSelectionTests.isAside(request) else { return InetSelectionTests.rows([1, 7]) }
      // 7 was connected in between, 9 is new.
      return InetSelectionTests.rows(request.number == 1 ? [7, 8] : [8, 9])
    }
    let outcome = try read(kernel, #"{"protocols": ["tcp"]}"#)
    #expect(outcome.cookies == [1, 7, 8])
    #expect(kernel.requests.map(Self.isAside) == [false, true, true])
  }

  @Test func withoutBoundSocketsThereIsNoSecondDump() throws {
    let kernel = ScriptedKernel { request in
      InetSelectionTests.rows(InetSelectionTests.isAside(request) ? [] : [1])
    }
    #expect(try read(kernel, #"{"protocols": ["tcp"]}"#).cookies == [1])
    #expect(kernel.requests.map(Self.isAside) == [false, true])
  }

  @Test func onlyBoundSocketsAreNotReadAside() throws {
    let kernel = ScriptedKernel { _ in InetSelectionTests.rows([7]) }
    let outcome = try read(kernel, #"{"protocols": ["tcp"], "states": ["BOUND_INACTIVE"]}"#)
    #expect(outcome.cookies == [7])
    #expect(kernel.requests.count == 1)
  }

  // MARK: /proc/net

  // TCP_CLOSE, the state of unconnected UDP sockets and of TCP sockets that are only bound.
  private static let line = """
    : 0100007F:0050 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 12345 1 0

    """

  @Test func procIsReadInsteadWhereSockDiagIsRefused() throws {
    for errno in [Errno.permissionDenied, .noFunction, .noSuchFileOrDirectory, .notSupported] {
      let kernel = ScriptedKernel { _ in InetSelectionTests.refuse(errno) }
      kernel.procFiles = ["tcp": "  sl local_address\n   0" + Self.line, "tcp6": ""]
      // Rows of /proc have no cookies: a second pass would send them twice.
      let outcome = try read(kernel, #"{"protocols": ["tcp"], "passes": 2}"#)
      #expect(outcome.cookies == [0])
      #expect(Set(outcome.problems.map(\.name)) == ["procOnly"])
      #expect(outcome.problems.first?.errno == errno.name)
    }
  }

  /// A first pass that succeeded is the answer: rows of /proc would repeat it.
  @Test func aRefusedSecondPassDoesNotReadProc() throws {
    let kernel = ScriptedKernel { request in
      request.number == 0
        ? InetSelectionTests.rows([1, 2]) : InetSelectionTests.refuse(.permissionDenied)
    }
    kernel.procFiles = ["udp": "   0" + Self.line]
    let outcome = try read(kernel, #"{"protocols": ["udp"], "family": "v4", "passes": 2}"#)
    #expect(outcome.cookies == [1, 2])
    #expect(outcome.problems.isEmpty)
  }

  /// Also where the socket cannot be opened at all.
  @Test func procIsReadInsteadWhereNoSocketIsToBeHad() throws {
    let kernel = ScriptedKernel { _ in [] }
    kernel.socketRefusal = .system(
      SystemCallError(.permissionDenied, "socket"), doing: .openNetlinkSocket)
    kernel.procFiles = ["udp": "   0" + Self.line + "   1" + Self.line]
    let outcome = try read(kernel, #"{"protocols": ["udp"], "family": "v4"}"#)
    #expect(outcome.cookies == [0, 0])
    #expect(outcome.problems.map(\.name) == ["procOnly"])
  }

  @Test func otherFailuresAreNotHiddenByProc() throws {
    for errno in [Errno.noBufferSpace, .noMemory, .tooManyOpenFiles] {
      let kernel = ScriptedKernel { _ in InetSelectionTests.refuse(errno) }
      kernel.procFiles = ["udp": "   0" + Self.line]
      let error = #expect(throws: RPCError.self) {
        try read(kernel, #"{"protocols": ["udp"], "family": "v4"}"#)
      }
      #expect(error?.errno == errno.name)
    }
  }

  /// /proc has no cookies, so no row of it could be the right one.
  @Test func procDoesNotAnswerFiltersThatItCannotDecide() throws {
    let kernel = ScriptedKernel { _ in InetSelectionTests.refuse(.permissionDenied) }
    kernel.procFiles = ["udp": "   0" + Self.line]
    let error = #expect(throws: RPCError.self) {
      try read(kernel, #"{"protocols": ["udp"], "family": "v4", "filter": "cookie = 1"}"#)
    }
    #expect(error?.errno == "EACCES")
  }
}
