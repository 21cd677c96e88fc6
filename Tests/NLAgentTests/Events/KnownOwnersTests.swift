import Limits
import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent
@testable import Privileged

/// Who held freed sockets, from surveys of a scripted kernel.
@Suite struct KnownOwnersTests {
  /// The sockets that the kernel has, TCP of IPv4.
  private final class Sockets {
    var all: [[UInt8]] = []
  }

  private let sockets = Sockets()
  private let kernel: ScriptedKernel
  private let known: KnownOwners
  private let budget = MemoryBudget(bytes: 256 << 10, keptForRoot: 0)

  init() {
    let sockets = sockets
    kernel = ScriptedKernel { request in
      let isTCPv4 = request.family == 2 && request.bytes[17] == 6
      let rows = isTCPv4 ? sockets.all.flatMap { message(20, $0, flags: 2) } : []
      return [.datagram(rows + done())]
    }
    // Process 10 holds the sockets of the inodes 100 and 101.
    let owners = Owners { () throws(RPCError) in
      var builder = OwnerIndexBuilder()
      let process = builder.addProcess()
      let holder = builder.addHolder(process)
      builder.add(inode: 100, descriptor: 3, holder: holder)
      builder.add(inode: 101, descriptor: 4, holder: holder)
      builder.setProcess(
        process,
        OwnerProcess(pid: 10, command: Array("x".utf8), uid: 0, startTicks: 5, cgroup: []))
      return builder.finish(.proc)
    }
    let memory = MemoryShare(of: budget, for: UserAccount(uid: 1, isRoot: false))
    known = KnownOwners(owners, memory, ClientWork(), in: nil, from: kernel)
  }

  /// The process that held a freed socket, or why none is known.
  private func owner(_ cookie: UInt32) throws -> String? {
    let bytes = inetSocket(cookie: cookie, inode: 0, state: 7)
    guard let socket = InetDiagMessage(bytes.rawBytes) else { return nil }
    var json = JSONWriter()
    json.beginObject()
    known.write(socket, to: &json)
    json.endObject()
    let record = try MethodRun.parse(json)
    return record["processes"]?.elements?.first?["pid"]?.number.map { "\($0)" }
      ?? record["ownerUnknown"]?.text
  }

  @Test func theHolderOfASurveyIsKnown() throws {
    sockets.all = [inetSocket(cookie: 1, inode: 100), inetSocket(cookie: 2, inode: 999)]
    try known.survey()
    #expect(kernel.requests.count == 4)
    #expect(try owner(1) == "10")
    #expect(try owner(2) == "notSeen", "nobody held it")
    #expect(try owner(3) == "notSeen")
  }

  /// The event of a socket can be read after a survey that no longer finds it.
  @Test func theSurveyBeforeTheLatestCounts() throws {
    sockets.all = [inetSocket(cookie: 1, inode: 100)]
    try known.survey()
    sockets.all = []
    try known.survey()
    #expect(try owner(1) == "10")
    try known.survey()
    #expect(try owner(1) == "notSeen")
  }

  /// A closed socket whose last data the kernel still sends may live for minutes.
  @Test func theHolderOfAClosedSocketIsRemembered() throws {
    sockets.all = [inetSocket(cookie: 1, inode: 100)]
    try known.survey()
    sockets.all = [inetSocket(cookie: 1, inode: 0, state: 4)]
    for _ in 0..<4 { try known.survey() }
    #expect(try owner(1) == "10")
    sockets.all = []
    for _ in 0..<3 { try known.survey() }
    #expect(try owner(1) == "notSeen", "it is forgotten with the socket")
  }

  /// What is known stays, and the memory of the failed survey is given back.
  @Test func aSurveyWithoutMemoryFails() throws {
    sockets.all = [inetSocket(cookie: 1, inode: 100)]
    for _ in 0..<5 { try known.survey() }
    let before = budget.taken
    #expect(before > 0)
    sockets.all = (0..<10_000).map { inetSocket(cookie: 1 + $0, inode: 100) }
    #expect(throws: RPCError.self) { try known.survey() }
    #expect(budget.taken == before)
    #expect(try owner(1) == "10")
  }

  @Test func aSurveyThatFailsIsNotRepeatedAtOnce() {
    #expect(known.timeout == 0)
    kernel.socketRefusal = .system(
      SystemCallError(.tooManyOpenFiles, "socket"), doing: .openNetlinkSocket)
    #expect(throws: RPCError.self) { try known.survey() }
    #expect((known.timeout ?? 0) > Limits.knownOwnersMilliseconds / 2)
  }
}
