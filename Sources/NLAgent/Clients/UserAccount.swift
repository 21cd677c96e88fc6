internal import Privileged

/// A user whose clients, subscriptions and smoothed groups are counted together.
struct UserAccount: Hashable, Sendable {
  let uid: UInt32
  /// Whether it may use the places that are kept for root. Not everybody with the user id 0 is root.
  let isRoot: Bool
}

extension UserAccount {
  init(_ caller: Caller) {
    self.init(uid: caller.uid, isRoot: caller.isRoot)
  }

  /// How many of all places this user may take.
  /// - Parameter kept: the number of places that are kept for root.
  func places(of all: Int, keptForRoot kept: Int) -> Int { isRoot ? all : all - kept }
}
