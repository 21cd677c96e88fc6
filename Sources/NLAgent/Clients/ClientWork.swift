internal import Protocol

/// The work of one connection: which place its thread holds. Only that thread uses it.
final class ClientWork {
  /// A place that the thread holds, or has to take again.
  struct Place {
    let kind: WorkKind
    let isShort: Bool
  }

  private let shares: WorkShares?
  private let client: ClientSocket?
  private let user: UserAccount
  private var held: Place?
  /// Whether the client hung up while its thread waited for a place. The thread holds none since
  /// then.
  private(set) var isAbandoned = false

  /// Work that needs no places, for tests.
  init() {
    shares = nil
    client = nil
    user = UserAccount(uid: 0, isRoot: false)
  }

  init(_ shares: WorkShares, for client: ClientSocket) {
    self.shares = shares
    self.client = client
    user = UserAccount(client.caller)
  }

  /// Takes a place, and waits for it if necessary. `end` must follow. A thread has one place at
  /// most.
  /// - Parameter isShort: whether the work takes little time.
  /// - Returns: false if the client has hung up meanwhile.
  func begin(_ kind: WorkKind, isShort: Bool) -> Bool {
    resume(Place(kind: kind, isShort: isShort))
    return !isAbandoned
  }

  /// Gives the place back, if the thread holds one.
  func end() { _ = pause() }

  /// Gives the place back for a time in which the thread waits for its client or another thread.
  /// - Returns: the place to `resume` with; nil if the thread holds none.
  func pause() -> Place? {
    guard let place = held else { return nil }
    held = nil
    shares?[place.kind].giveBack(user)
    return place
  }

  /// Takes a place again after `pause`. `isAbandoned` must be checked afterwards.
  func resume(_ place: Place?) {
    guard let shares, let place, !isAbandoned else { return }
    let client = client
    if shares[place.kind].take(
      for: user, isShort: place.isShort, isAbandoned: { client?.isHungUp ?? false })
    {
      held = place
    } else {
      isAbandoned = true
    }
  }

  /// Lets others go first whose turn it is. To be called between two steps of long work.
  /// `isAbandoned` must be checked afterwards.
  func share() {
    guard let place = held, shares?[place.kind].isWanted(from: user, isShort: place.isShort) == true
    else { return }
    resume(pause())
  }

  /// Runs `body`, which waits for another thread, without the place.
  /// - Throws: what `body` throws; another error if the client has hung up meanwhile.
  func pausing<Value>(_ body: () throws(RPCError) -> Value) throws(RPCError) -> Value {
    let place = pause()
    let result: Result<Value, RPCError>
    do throws(RPCError) {
      result = .success(try body())
    } catch {
      result = .failure(error)
    }
    resume(place)
    guard !isAbandoned else { throw RPCError(.kernelError, "the client has hung up") }
    return try result.get()
  }

  /// Runs `body`, a survey of network namespaces, with a place for surveys instead of the own one.
  /// - Throws: what `body` throws; another error if the client has hung up meanwhile.
  func surveying<Value>(_ body: () throws(RPCError) -> Value) throws(RPCError) -> Value {
    try pausing { () throws(RPCError) in
      guard begin(.surveys, isShort: false) else {
        throw RPCError(.kernelError, "the client has hung up")
      }
      defer { end() }
      return try body()
    }
  }
}
