import Synchronization
import Syscalls
import TestSupport
import Testing

@testable import NLAgent

/// Threads that wait for places, and the order in which they get them.
private final class Arrivals: Sendable {
  let places: WorkPlaces
  private let served = Mutex<[String]>([])
  private let gotPlace = Semaphore(0)

  init(_ count: Int) { places = WorkPlaces(count) }

  /// Starts a thread that takes a place, and waits until it waits.
  func arrive(_ name: String, _ user: UserAccount, isShort: Bool = false) throws {
    let before = places.waiterCount
    try Thread.start(stackBytes: 1 << 18) { [self] in
      guard places.take(for: user, isShort: isShort) else { return }
      served.withLock { $0.append(name) }
      gotPlace.signal()
    }
    try eventually("\(name) waits") { places.waiterCount == before + 1 }
  }

  /// Whether a user gets a place without waiting for others.
  func takesAtOnce(_ user: UserAccount) -> Bool { places.take(for: user) { true } }

  /// Gives back a place of a user.
  /// - Returns: the thread that has got it; nil if none has.
  func giveBack(_ user: UserAccount) -> String? {
    let before = places.waiterCount
    places.giveBack(user)
    guard places.waiterCount < before else { return nil }
    gotPlace.wait()
    return served.withLock { $0.last }
  }
}

private let root = UserAccount(uid: 0, isRoot: true)
private let anna = UserAccount(uid: 1, isRoot: false)
private let bert = UserAccount(uid: 2, isRoot: false)
private let cora = UserAccount(uid: 3, isRoot: false)

@Suite struct WorkPlacesTests {
  @Test func thereAreOnlySoManyPlaces() throws {
    let arrivals = Arrivals(2)
    for _ in 0..<2 { #expect(arrivals.takesAtOnce(anna)) }
    try arrivals.arrive("bert 1", bert)
    #expect(arrivals.giveBack(anna) == "bert 1")
    #expect(arrivals.giveBack(anna) == nil)
    #expect(arrivals.giveBack(bert) == nil)
    #expect(arrivals.places.holderCount == 0)
    // What was not taken cannot be given back.
    arrivals.places.giveBack(cora)
    for _ in 0..<2 { #expect(arrivals.takesAtOnce(cora)) }
    try arrivals.arrive("cora 3", cora)
  }

  @Test func aFreePlaceGoesToWhoHoldsTheFewest() throws {
    let arrivals = Arrivals(3)
    for user in [anna, anna, bert] { #expect(arrivals.takesAtOnce(user)) }
    for number in 3...6 { try arrivals.arrive("anna \(number)", anna) }
    try arrivals.arrive("bert 2", bert)
    try arrivals.arrive("cora 1", cora)
    // They hold 1, 1 and 0, then 1, 0 and 1.
    #expect(arrivals.giveBack(anna) == "cora 1")
    #expect(arrivals.giveBack(bert) == "bert 2")
    // Only the first user waits.
    #expect(arrivals.giveBack(cora) == "anna 3")
    #expect(arrivals.giveBack(bert) == "anna 4")
  }

  @Test func usersWhoHoldEquallyManyAreServedInTurn() throws {
    let arrivals = Arrivals(1)
    #expect(arrivals.takesAtOnce(cora))
    for number in 1...3 { try arrivals.arrive("anna \(number)", anna) }
    for number in 1...2 { try arrivals.arrive("bert \(number)", bert) }
    var holder = cora
    for expected in ["anna 1", "bert 1", "anna 2", "bert 2", "anna 3"] {
      #expect(arrivals.giveBack(holder) == expected)
      holder = expected.hasPrefix("anna") ? anna : bert
    }
  }

  @Test func withinAUserShortWorkIsFirstAndThenTheOrderOfArrival() throws {
    let arrivals = Arrivals(1)
    #expect(arrivals.takesAtOnce(anna))
    try arrivals.arrive("long 1", anna)
    try arrivals.arrive("short 1", anna, isShort: true)
    try arrivals.arrive("long 2", anna)
    try arrivals.arrive("short 2", anna, isShort: true)
    for expected in ["short 1", "short 2", "long 1", "long 2"] {
      #expect(arrivals.giveBack(anna) == expected)
    }
  }

  /// The place of root is its own: others do not get it, and it counts with root's.
  @Test func rootAlwaysHasAPlace() throws {
    let arrivals = Arrivals(2)
    for _ in 0..<2 { #expect(arrivals.takesAtOnce(anna)) }
    #expect(arrivals.takesAtOnce(root))
    #expect(arrivals.places.holderCount == 3)
    try arrivals.arrive("bert 1", bert)
    try arrivals.arrive("root 2", root)
    // Not everybody with the user id 0 is root.
    try arrivals.arrive("container 1", UserAccount(uid: 0, isRoot: false))
    #expect(arrivals.giveBack(root) == "root 2")
    #expect(arrivals.giveBack(root) == nil)
    #expect(arrivals.giveBack(anna) == "bert 1")
    #expect(arrivals.takesAtOnce(root))
    try arrivals.arrive("root 2", root)
    #expect(arrivals.giveBack(anna) == "container 1")
    #expect(arrivals.giveBack(bert) == "root 2")
  }

  @Test func anAbandonedWaitLeavesTheQueue() throws {
    let arrivals = Arrivals(1)
    #expect(arrivals.takesAtOnce(anna))
    var questions = 0
    let isTaken = arrivals.places.take(for: bert, isShort: true) {
      questions += 1
      return questions == 2
    }
    #expect(!isTaken && questions == 2)
    #expect(arrivals.places.waiterCount == 0 && arrivals.places.holderCount == 1)
    try arrivals.arrive("bert 1", bert)
    try arrivals.arrive("bert 2", bert, isShort: true)
    #expect(arrivals.giveBack(anna) == "bert 2")
    #expect(arrivals.giveBack(bert) == "bert 1")
  }

  @Test func aHolderIsAskedForItsPlaceByWhoHasLess() throws {
    let arrivals = Arrivals(2)
    let places = arrivals.places
    for _ in 0..<2 { #expect(arrivals.takesAtOnce(anna)) }
    #expect(!places.isWanted(from: anna, isShort: false))
    try arrivals.arrive("anna 3", anna)
    #expect(!places.isWanted(from: anna, isShort: false), "its own user's work is no shorter")
    try arrivals.arrive("anna 4", anna, isShort: true)
    #expect(places.isWanted(from: anna, isShort: false))
    #expect(!places.isWanted(from: anna, isShort: true))
    #expect(arrivals.giveBack(anna) == "anna 4")
    try arrivals.arrive("bert 1", bert)
    #expect(places.isWanted(from: anna, isShort: true))
    #expect(arrivals.giveBack(anna) == "bert 1")
    // One each: who waits would only change places with itself.
    #expect(!places.isWanted(from: anna, isShort: false))
    #expect(!places.isWanted(from: bert, isShort: false))
  }

  /// No place is lost or made, and nobody waits for ever.
  @Test func manyThreadsShareTwoPlaces() throws {
    let places = WorkPlaces(2)
    let running = Atomic(0)
    let most = Atomic(0)
    let done = Semaphore(0)
    for number in 0..<12 {
      let user = UserAccount(uid: UInt32(number % 4 + 1), isRoot: false)
      try Thread.start(stackBytes: 1 << 18) {
        for round in 0..<500 {
          guard places.take(for: user, isShort: round % 3 == 0) else { continue }
          most.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
          running.subtract(1, ordering: .relaxed)
          places.giveBack(user)
        }
        done.signal()
      }
    }
    for _ in 0..<12 { done.wait() }
    #expect(most.load(ordering: .relaxed) <= 2)
    #expect(places.holderCount == 0 && places.waiterCount == 0)
  }
}
