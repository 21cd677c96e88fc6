internal import Limits
internal import Synchronization
internal import Syscalls

/// A bounded number of places for threads that compute at the same time. A thread that finds none
/// free waits. A free place goes to the user who holds the fewest; among users who hold equally
/// many, in turn; and within one user in the order of arrival, but to short work first. Root always
/// has one place more, which is its own.
final class WorkPlaces: Sendable {
  /// The waiting threads of one user.
  fileprivate struct Queue {
    let user: UserAccount
    /// In the order in which they get places.
    var waiters: [Semaphore] = []
    /// How many of them, from the first on, wait with short work.
    var shortWaiters = 0
  }

  fileprivate struct State {
    /// The user of each place that is held.
    var holders: [UserAccount] = []
    /// Of users who hold equally many places, the first one here is next.
    var queues: [Queue] = []
  }

  private let count: Int
  private let state: Mutex<State>

  /// - Parameter count: the number of places, without the one of root.
  init(_ count: Int) {
    self.count = max(1, count)
    var state = State()
    // Taking a free place allocates no memory.
    state.holders.reserveCapacity(self.count + 1)
    self.state = Mutex(state)
  }

  /// Takes a place, and waits for it if necessary. `giveBack` must be called at the end.
  /// - Parameters:
  ///   - isShort: whether the work takes little time. It goes before other work of its user.
  ///   - isAbandoned: whether the result is no longer needed; called again and again during a wait.
  /// - Returns: false if the wait was abandoned; no place is held then.
  func take(
    for user: UserAccount, isShort: Bool = false, isAbandoned: () -> Bool = { false }
  ) -> Bool {
    let turn: Semaphore? = state.withLock { state in
      // Nobody waits for a place that this user could take: `giveBack` has handed it over.
      guard !state.hasPlace(for: user, of: count) else {
        state.holders.append(user)
        return nil
      }
      let turn = Semaphore(0)
      state.enqueue(turn, of: user, isShort: isShort)
      return turn
    }
    guard let turn else { return true }
    while !turn.wait(milliseconds: Limits.callHangUpMilliseconds) {
      // If the place came in the meantime, the next wait ends at once.
      if isAbandoned(), state.withLock({ $0.dequeue(turn, of: user) }) { return false }
    }
    return true
  }

  /// Gives a place back, and hands it over to the next thread.
  func giveBack(_ user: UserAccount) {
    let next: Semaphore? = state.withLock { state in
      guard let index = state.holders.firstIndex(of: user) else { return nil }
      state.holders.remove(at: index)
      return state.next(of: count)
    }
    next?.signal()
  }

  /// Whether a holder should give its place back before it continues: another user waits who holds
  /// fewer places, or the same user waits with short work.
  /// - Parameter isShort: whether the holder's own work is short.
  func isWanted(from user: UserAccount, isShort: Bool) -> Bool {
    state.withLock { state in
      guard !state.queues.isEmpty else { return false }
      let own = state.held(by: user)
      return state.queues.contains { queue in
        queue.user == user
          ? queue.shortWaiters > 0 && !isShort : state.held(by: queue.user) < own
      }
    }
  }

  /// How many threads wait, for tests.
  var waiterCount: Int { state.withLock { $0.queues.reduce(0) { $0 + $1.waiters.count } } }

  /// How many places are held, for tests.
  var holderCount: Int { state.withLock { $0.holders.count } }
}

extension WorkPlaces.State {
  func held(by user: UserAccount) -> Int { holders.count { $0 == user } }

  func hasPlace(for user: UserAccount, of count: Int) -> Bool {
    let roots = holders.count { $0.isRoot }
    return holders.count - min(roots, 1) < count || (user.isRoot && roots == 0)
  }

  mutating func enqueue(_ turn: Semaphore, of user: UserAccount, isShort: Bool) {
    let index = queues.firstIndex { $0.user == user } ?? queues.count
    if index == queues.count { queues.append(WorkPlaces.Queue(user: user)) }
    guard isShort else {
      queues[index].waiters.append(turn)
      return
    }
    queues[index].waiters.insert(turn, at: queues[index].shortWaiters)
    queues[index].shortWaiters += 1
  }

  /// Removes a thread that waits no longer.
  /// - Returns: false if it has got its place.
  mutating func dequeue(_ turn: Semaphore, of user: UserAccount) -> Bool {
    guard let index = queues.firstIndex(where: { $0.user == user }),
      let place = queues[index].waiters.firstIndex(where: { $0 === turn })
    else { return false }
    remove(place, of: index)
    if queues[index].waiters.isEmpty { queues.remove(at: index) }
    return true
  }

  /// Gives a free place to the thread whose turn it is.
  /// - Returns: nil if no thread waits that could have it.
  mutating func next(of count: Int) -> Semaphore? {
    var best: (index: Int, held: Int)?
    for (index, queue) in queues.enumerated() where hasPlace(for: queue.user, of: count) {
      let held = held(by: queue.user)
      if held < best?.held ?? .max { best = (index, held) }
    }
    guard let best else { return nil }
    let turn = queues[best.index].waiters[0]
    remove(0, of: best.index)
    // Behind the other users.
    let queue = queues.remove(at: best.index)
    if !queue.waiters.isEmpty { queues.append(queue) }
    holders.append(queue.user)
    return turn
  }

  private mutating func remove(_ place: Int, of index: Int) {
    queues[index].waiters.remove(at: place)
    if place < queues[index].shortWaiters { queues[index].shortWaiters -= 1 }
  }
}
