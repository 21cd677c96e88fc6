import Glibc
import Limits
import Protocol
import Synchronization
import Syscalls
import TestSupport
import Testing

@testable import NLAgent

/// A client of this process's user, and its end of the connection.
private struct ConnectedClient {
  let socket: ClientSocket
  let number: Int32

  init() throws {
    let pair = try UnixStream.pair()
    socket = try ClientSocket(UnixStream(owning: FileDescriptor(owning: dup(pair.first.number))))
    number = dup(pair.second.number)
    try socket.stream.setReceiveTimeout(milliseconds: 10_000)
  }

  func close() { _ = Glibc.close(number) }
}

extension ClientRegistry {
  /// Admits a client as the server does.
  fileprivate func admit(_ client: ClientSocket) -> ClientRefusal? {
    if let refusal = admit(UserAccount(client.caller)) { return refusal }
    add(client)
    return nil
  }
}

@Suite struct ClientRegistryTests {
  @Test func duringAStopNobodyIsAdmitted() throws {
    let registry = ClientRegistry()
    let early = try ConnectedClient()
    let late = try ConnectedClient()
    defer { for client in [early, late] { client.close() } }
    #expect(registry.admit(early.socket) == nil)
    #expect(!registry.isStopping)
    registry.stop()
    #expect(registry.isStopping)
    let refusal = registry.admit(late.socket)
    #expect(refusal?.error.code == .limitExceeded)
    #expect(refusal?.error.message == "the agent is stopping")
    #expect(registry.count == 1)
    // Nor one that was in before, and its place is not taken again.
    registry.remove(early.socket)
    #expect(registry.admit(early.socket) != nil)
    #expect(registry.count == 0)
  }

  /// The input of those who are in has ended: what they asked before is still read.
  @Test func aStopEndsTheInputOfAll() throws {
    let registry = ClientRegistry()
    let client = try ConnectedClient()
    defer { client.close() }
    _ = registry.admit(client.socket)
    #expect(write(client.number, "x", 1) == 1)
    registry.stop()
    var buffer = [UInt8](repeating: 0, count: 8)
    #expect(try client.socket.stream.receive(into: &buffer) == 1)
    #expect(try client.socket.stream.receive(into: &buffer) == 0)
  }

  /// Each place that is left is given again, and no more than there are.
  @Test func aUsersPlacesAreCounted() throws {
    let registry = ClientRegistry()
    let clients = try (0...Limits.clientsOfOneUser).map { _ in try ConnectedClient() }
    defer { for client in clients { client.close() } }
    for client in clients.dropLast() { #expect(registry.admit(client.socket) == nil) }
    #expect(registry.admit(clients[clients.count - 1].socket)?.error.code == .limitExceeded)
    registry.remove(clients[0].socket)
    registry.remove(clients[0].socket)
    #expect(registry.count == Limits.clientsOfOneUser - 1)
    #expect(registry.admit(clients[clients.count - 1].socket) == nil)
    #expect(registry.admit(clients[0].socket)?.error.code == .limitExceeded)
  }

  /// A user who connects too often is refused until its tokens come back, and nobody else is.
  @Test func theRateOfAUserIsBounded() {
    let now = Atomic<Int64>(0)
    let registry = ClientRegistry { now.load(ordering: .relaxed) }
    let user = UserAccount(uid: 1, isRoot: false)
    func connect(_ user: UserAccount) -> ClientRefusal? {
      let refusal = registry.admit(user)
      if refusal == nil { registry.withdraw(user) }
      return refusal
    }
    for _ in 0..<Limits.connectionBurst { #expect(connect(user) == nil) }
    let refusal = connect(user)
    #expect(refusal?.error.code == .limitExceeded)
    #expect(refusal?.error.message.hasPrefix("user 1 has made 1000 connections per second") == true)
    #expect(registry.count == 0)
    #expect(connect(UserAccount(uid: 2, isRoot: false)) == nil)
    now.store(1_000_000_000 / Int64(Limits.connectionsPerSecond), ordering: .relaxed)
    #expect(connect(user) == nil)
    #expect(connect(user) != nil)
  }

  /// A client that is refused for another reason costs no token.
  @Test func aRefusalForWantOfPlacesTakesNoToken() {
    let registry = ClientRegistry { 0 }
    let user = UserAccount(uid: 1, isRoot: false)
    for _ in 0..<Limits.clientsOfOneUser { #expect(registry.admit(user) == nil) }
    for _ in 0..<Limits.connectionBurst { #expect(registry.admit(user) != nil) }
    registry.withdraw(user)
    #expect(registry.admit(user) == nil)
  }

  /// When other users have taken all their places, root can still connect, and only root.
  @Test(.needs(.root)) func somePlacesAreKeptForRoot() throws {
    /// The peers are closed at once, which spares descriptors.
    func connect(_ count: Int, as uid: UInt32) throws -> [ClientSocket] {
      try asUser(uid) {
        try (0..<count).map { _ in
          let client = try ConnectedClient()
          client.close()
          return client.socket
        }
      }
    }
    let registry = ClientRegistry()
    var left = Limits.clients - Limits.clientsKeptForRoot
    var uid: UInt32 = 65_000
    while left > 0 {
      let clients = try connect(min(left, Limits.clientsOfOneUser), as: uid)
      for client in clients { #expect(registry.admit(client) == nil) }
      left -= clients.count
      uid += 1
    }
    let late = try connect(1, as: uid)[0]
    #expect(registry.admit(late)?.error.code == .limitExceeded)
    let roots = try connect(Limits.clientsKeptForRoot + 1, as: 0)
    for client in roots.dropLast() { #expect(registry.admit(client) == nil) }
    #expect(registry.count == Limits.clients)
    #expect(registry.admit(roots[roots.count - 1])?.error.code == .limitExceeded)
  }
}
