import Glibc
import Privileged
import Protocol
import Synchronization
import Syscalls
import TestSupport
import Testing

@testable import NLAgent

private let other = UserAccount(uid: 7, isRoot: false)

/// When a connection holds a place, and when it does not.
@Suite struct ClientWorkTests {
  private let shares = WorkShares(1)
  private let client: ClientSocket
  private let peer: Int32

  init() throws {
    let pair = try UnixStream.pair()
    // Root would have a place of its own.
    let ordinary = Caller(PeerCredentials(pid: Process.id, uid: 1000, gid: 1000))
    client = try ClientSocket(
      UnixStream(owning: FileDescriptor(owning: dup(pair.first.number))), from: ordinary)
    peer = dup(pair.second.number)
  }

  private func close() { _ = Glibc.close(peer) }

  @Test func aPlaceIsHeldFromBeginToEnd() throws {
    defer { close() }
    let work = ClientWork(shares, for: client)
    #expect(work.begin(.sockets, isShort: false))
    #expect(shares[.sockets].holderCount == 1 && shares[.links].holderCount == 0)
    try work.pausing { () throws(RPCError) in #expect(shares[.sockets].holderCount == 0) }
    #expect(shares[.sockets].holderCount == 1)
    try work.surveying { () throws(RPCError) in
      #expect(shares[.sockets].holderCount == 0 && shares[.surveys].holderCount == 1)
    }
    #expect(shares[.sockets].holderCount == 1 && shares[.surveys].holderCount == 0)
    let failure = RPCError(.notFound, "none")
    #expect(throws: failure) {
      try work.surveying { () throws(RPCError) in throw failure }
    }
    #expect(shares[.sockets].holderCount == 1 && shares[.surveys].holderCount == 0)
    work.end()
    #expect(shares[.sockets].holderCount == 0)
    // Without a place nothing is given back or taken.
    work.end()
    work.share()
    try work.pausing { () throws(RPCError) in }
    #expect(shares[.sockets].holderCount == 0 && !work.isAbandoned)
  }

  /// A client that does not read keeps nobody from working.
  @Test func aBlockedSendHoldsNoPlace() throws {
    let (client, shares) = (client, shares)
    let isDone = Atomic(false)
    try Thread.start(stackBytes: 1 << 18) {
      let work = ClientWork(shares, for: client)
      var response = ResponseWriter(client, work: work)
      if work.begin(.sockets, isShort: false) {
        response.json.string(String(repeating: "x", count: 8 << 20))
        response.flush()
      }
      isDone.store(response.failure == nil && shares[.sockets].holderCount == 1, ordering: .relaxed)
      work.end()
    }
    try eventually("the answer is being sent") { !isAllTakenByPeer(client.stream.number) }
    try eventually("the place is free") { shares[.sockets].holderCount == 0 }
    #expect(shares[.sockets].take(for: other))
    var wasEarly = isDone.load(ordering: .relaxed)
    #expect(!wasEarly)
    let stream = UnixStream(owning: FileDescriptor(owning: peer))
    try stream.setReceiveTimeout(milliseconds: 60_000)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var left = (8 << 20) + 2
    while left > 0 { left -= try stream.receive(into: &buffer) }
    try eventually("it waits for a place again") { shares[.sockets].waiterCount == 1 }
    wasEarly = isDone.load(ordering: .relaxed)
    #expect(!wasEarly)
    shares[.sockets].giveBack(other)
    try eventually("it goes on") { isDone.load(ordering: .relaxed) }
    try eventually("it ends") { shares[.sockets].holderCount == 0 }
  }

  /// A sent chunk is a turn: another user who waits goes first.
  @Test func othersGoFirstBetweenTwoChunks() throws {
    let (client, shares) = (client, shares)
    let (began, mayFlush, ended) = (Semaphore(0), Semaphore(0), Semaphore(0))
    try Thread.start(stackBytes: 1 << 18) {
      let work = ClientWork(shares, for: client)
      var response = ResponseWriter(client, work: work)
      _ = work.begin(.sockets, isShort: false)
      began.signal()
      mayFlush.wait()
      response.json.string("short")
      response.flush()
      work.end()
      ended.signal()
    }
    began.wait()
    let gotPlace = Semaphore(0)
    try Thread.start(stackBytes: 1 << 18) {
      if shares[.sockets].take(for: other) { gotPlace.signal() }
    }
    try eventually("the other waits") { shares[.sockets].waiterCount == 1 }
    mayFlush.signal()
    gotPlace.wait()
    try eventually("the first waits now") { shares[.sockets].waiterCount == 1 }
    shares[.sockets].giveBack(other)
    ended.wait()
    close()
  }

  @Test func aClientThatHangsUpWaitsNoLonger() throws {
    #expect(shares[.sockets].take(for: other))
    let (client, shares) = (client, shares)
    let isGone = Atomic(false)
    close()
    try Thread.start(stackBytes: 1 << 18) {
      let work = ClientWork(shares, for: client)
      var response = ResponseWriter(client, work: work)
      let hasBegun = work.begin(.sockets, isShort: false)
      // It gets no place later either.
      shares[.sockets].giveBack(other)
      let hasBegunLater = work.begin(.sockets, isShort: false)
      isGone.store(
        !hasBegun && !hasBegunLater && response.isClientGone()
          && response.failure?.errno == .brokenPipe, ordering: .relaxed)
    }
    try eventually("the wait ends") { isGone.load(ordering: .relaxed) }
    #expect(shares[.sockets].waiterCount == 0 && shares[.sockets].holderCount == 0)
  }
}
