import Glibc
import Limits
import Privileged
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent
@testable import Privileged

private let other = UserAccount(uid: 7, isRoot: false)

private func request(_ method: String, _ parameters: String = "{}") -> String {
  #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(parameters)}"#
}

/// Which requests wait for a place. There is one of each kind.
@Suite struct ConnectionWorkTests {
  private let shares: WorkShares
  private let stream: UnixStreamBox
  private let mayWalk = Semaphore(0)
  private let walks = Semaphore(0)

  /// Closes its end with the last reference, which ends the connection's thread.
  private final class UnixStreamBox: Sendable {
    let stream: UnixStream

    init(_ stream: consuming UnixStream) { self.stream = stream }
  }

  init() throws {
    let pair = try UnixStream.pair()
    // Root would have a place of its own.
    let ordinary = Caller(PeerCredentials(pid: Process.id, uid: 1000, gid: 1000))
    let client = try ClientSocket(
      UnixStream(owning: FileDescriptor(owning: dup(pair.first.number))), from: ordinary)
    let own = UnixStream(owning: FileDescriptor(owning: dup(pair.second.number)))
    try own.setReceiveTimeout(milliseconds: 120_000)
    stream = UnixStreamBox(own)
    let (shares, mayWalk, walks) = (WorkShares(1), mayWalk, walks)
    self.shares = shares
    let owners = Owners { () throws(RPCError) in
      walks.signal()
      mayWalk.wait()
      return OwnerIndexBuilder().finish(.proc)
    }
    let agent = AgentState(log: Log(level: .error), work: shares, sharedOwners: owners)
    try Thread.start(stackBytes: Limits.threadStackBytes) {
      _ = Connection.serve(client, agent)
    }
  }

  private func send(_ lines: String...) throws {
    try stream.stream.sendAll(Array((lines.joined(separator: "\n") + "\n").utf8).rawBytes)
  }

  /// The bytes of the next lines, which must be the last ones.
  @discardableResult
  private func receive(lines: Int = 1) throws -> String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while text.count(where: { $0 == UInt8(ascii: "\n") }) < lines {
      let count = try stream.stream.receive(into: &buffer)
      try #require(count > 0)
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Runs `body` while another user holds the place.
  private func occupying(_ kind: WorkKind, _ body: () throws -> Void) throws {
    #expect(shares[kind].take(for: other))
    defer { shares[kind].giveBack(other) }
    try body()
  }

  /// Sends lines whose answers need the place, and takes the answers once it is free.
  private func expectWaits(_ kind: WorkKind, lines: Int = 1, _ text: String...) throws {
    try occupying(kind) {
      for line in text { try send(line) }
      try eventually("\(text) waits") { shares[kind].waiterCount == 1 }
    }
    try receive(lines: lines)
    #expect(shares[kind].holderCount == 0 && shares[kind].waiterCount == 0)
  }

  @Test func smallCallsNeedNoPlace() throws {
    let small = MethodTable.all.filter(\.isSmall).map(\.contract.name)
    #expect(small == ["getFamilyID", "status", "unsubscribe"])
    try occupying(.sockets) {
      try occupying(.links) {
        try send(request("status"))
        #expect(try receive().contains("uptimeMilliseconds"))
        try send(request("unsubscribe", #"{"subscription":1}"#))
        #expect(try receive().contains("has no subscription 1"))
        try send(request("nonsense"))
        #expect(try receive().contains("there is no method"))
      }
    }
  }

  @Test func otherCallsWaitForAPlaceOfTheirKind() throws {
    try expectWaits(.sockets, request("rpc.discover"))
    try expectWaits(.links, request("listRules"))
    try expectWaits(.tasks, request("pressure"))
    // The other kinds' places do not matter.
    try occupying(.sockets) {
      try send(request("listRules"))
      try receive()
    }
  }

  /// Small calls are many calls in a batch, in lines sent ahead of the answers, and in long lines.
  @Test func manySmallCallsWaitForAPlace() throws {
    let status = request("status")
    try expectWaits(.sockets, "[\(status),\(status)]")
    try expectWaits(.sockets, lines: 2, status + "\n" + status)
    try expectWaits(.sockets, status + String(repeating: " ", count: Limits.smallRequestBytes))
    try expectWaits(.sockets, status + String(repeating: "\n", count: 3))
  }

  /// Another user who waits gets the place after the first call of a batch.
  @Test func aBatchGivesItsPlaceBackBetweenCalls() throws {
    let places = shares[.sockets]
    let gotPlace = Semaphore(0)
    try occupying(.sockets) {
      // Short answers: a client that does not read makes its thread give the place back, too.
      let calls = [String](repeating: request("status"), count: 3)
      try send("[" + calls.joined(separator: ",") + "]")
      try eventually("the batch waits") { places.waiterCount == 1 }
      try Thread.start(stackBytes: 1 << 18) {
        if places.take(for: UserAccount(uid: 8, isRoot: false)) { gotPlace.signal() }
      }
      try eventually("both wait") { places.waiterCount == 2 }
    }
    gotPlace.wait()
    try eventually("the batch waits again") { places.waiterCount == 1 }
    places.giveBack(UserAccount(uid: 8, isRoot: false))
    try receive()
  }

  /// While a call waits for a walk over all processes, others compute.
  @Test func aWalkOverProcessesHoldsNoPlace() throws {
    try send(request("inetConnections", #"{"processes":true}"#))
    walks.wait()
    try eventually("the place is free") { shares[.sockets].holderCount == 0 }
    try occupying(.sockets) {
      mayWalk.signal()
      try eventually("the call goes on") { shares[.sockets].waiterCount == 1 }
    }
    try receive()
  }

  /// What a subscription reads again is work, too: here sockets and who holds them, each second.
  @Test(.needs(.root)) func subscriptionsWaitForAPlace() throws {
    for _ in 0..<2 { mayWalk.signal() }
    try send(request("subscribe", #"{"topics":["socketClose"],"processes":true}"#))
    try receive()
    try occupying(.links) {
      try eventually("the survey waits") { shares[.links].waiterCount == 1 }
    }
    try eventually("the survey is over") {
      shares[.links].waiterCount == 0 && shares[.links].holderCount == 0
    }
  }
}
