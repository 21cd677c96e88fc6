internal import Limits
internal import Privileged
internal import Protocol
internal import Synchronization

/// The memory that the agent spends on work for clients, divided among users.
///
/// A user may hold as many bytes as stay free. The first user can therefore take half of all bytes,
/// the next one half of what is left, and a further one always gets something. Root may take all
/// that is free, and a part is kept for root.
final class MemoryBudget: Sendable {
  /// An object that several calls of one user share and that counts once for this user.
  private struct SharedObject: Hashable {
    let object: ObjectIdentifier
    let user: UserAccount
  }

  private struct State {
    var taken = 0
    var ofUsers: [UserAccount: Int] = [:]
    /// How many shares hold an object.
    var holders: [SharedObject: Int] = [:]
  }

  private let state = Mutex(State())
  private let bytes: Int
  private let keptForRoot: Int

  init(bytes: Int = Limits.memoryBytes, keptForRoot: Int = Limits.memoryBytesKeptForRoot) {
    self.bytes = bytes
    self.keptForRoot = keptForRoot
  }

  /// The bytes that all users hold.
  var taken: Int { state.withLock { $0.taken } }

  /// Takes bytes for a user.
  /// - Returns: false if the user may not hold that many; then nothing has changed.
  fileprivate func take(_ more: Int, for user: UserAccount) -> Bool {
    state.withLock { take(more, for: user, &$0) }
  }

  private func take(_ more: Int, for user: UserAccount, _ state: inout State) -> Bool {
    let own = (state.ofUsers[user] ?? 0) + more
    let free = user.places(of: bytes, keptForRoot: keptForRoot) - state.taken - more
    guard user.isRoot ? free >= 0 : own <= free else { return false }
    state.taken += more
    state.ofUsers[user] = own
    return true
  }

  fileprivate func give(_ fewer: Int, of user: UserAccount) {
    guard fewer > 0 else { return }
    state.withLock { give(fewer, of: user, &$0) }
  }

  private func give(_ fewer: Int, of user: UserAccount, _ state: inout State) {
    state.taken -= fewer
    let own = (state.ofUsers[user] ?? 0) - fewer
    state.ofUsers[user] = own > 0 ? own : nil
  }

  /// Counts a holder of an object. The first one takes its bytes.
  fileprivate func hold(_ object: ObjectIdentifier, bytes: Int, for user: UserAccount) -> Bool {
    let key = SharedObject(object: object, user: user)
    return state.withLock { state in
      let holders = state.holders[key] ?? 0
      guard holders > 0 || take(bytes, for: user, &state) else { return false }
      state.holders[key] = holders + 1
      return true
    }
  }

  fileprivate func release(_ object: ObjectIdentifier, bytes: Int, of user: UserAccount) {
    let key = SharedObject(object: object, user: user)
    state.withLock { state in
      let holders = (state.holders[key] ?? 1) - 1
      state.holders[key] = holders > 0 ? holders : nil
      if holders == 0 { give(bytes, of: user, &state) }
    }
  }
}

/// What one call or one subscription holds of the budget. Its end gives everything back.
final class MemoryShare {
  private let budget: MemoryBudget
  private let user: UserAccount
  private var bytes = 0
  private var indexes: [OwnerIndex] = []

  init(of budget: MemoryBudget, for user: UserAccount) {
    self.budget = budget
    self.user = user
  }

  deinit {
    budget.give(bytes, of: user)
    releaseIndexes(except: 0)
  }

  /// Takes more bytes.
  /// - Returns: false if the user may not hold that many; then nothing has changed.
  func add(_ more: Int) -> Bool {
    guard more > 0 else { return true }
    guard budget.take(more, for: user) else { return false }
    bytes += more
    return true
  }

  /// Gives bytes back that `add` has taken.
  func remove(_ fewer: Int) {
    budget.give(fewer, of: user)
    bytes -= fewer
  }

  /// Holds an index of owners, which calls of the same user may share.
  /// - Returns: false if the user may not hold that many bytes.
  func hold(_ index: OwnerIndex) -> Bool {
    guard budget.hold(ObjectIdentifier(index), bytes: index.bytes, for: user) else { return false }
    indexes.append(index)
    return true
  }

  /// Lets go of all indexes but the latest ones.
  func releaseIndexes(except latest: Int) {
    while indexes.count > latest {
      let index = indexes.removeFirst()
      budget.release(ObjectIdentifier(index), bytes: index.bytes, of: user)
    }
  }

  /// The error of a call for which there is no memory.
  var refusal: RPCError {
    var error = RPCError(
      .limitExceeded,
      "the agent has no memory left for user \(user.uid), who may use as much as stays free",
      hint: "Read the answers to other calls and end subscriptions, or ask again later.")
    error.retryAfter = Limits.retryMilliseconds
    return error
  }
}
