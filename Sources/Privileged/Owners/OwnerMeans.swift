internal import Synchronization

/// Finds the owners of sockets by BPF or through /proc. Which of them works is tried when a client
/// first asks for owners, and again after an error that passes.
public final class OwnerMeans: Sendable {
  /// The values of the option `--owners`.
  public enum Choice: String, CaseIterable, Sendable { case auto, bpf, proc }

  /// How owners are found.
  public enum Means: Sendable {
    /// No client has asked for owners yet. Trying takes some milliseconds and, for a moment, some
    /// megabytes.
    case untried
    /// By a BPF iterator.
    case bpf
    /// Through /proc.
    /// - Parameter obstacle: why not by BPF.
    case proc(BPFObstacle)
  }

  private enum State: Sendable {
    case untried
    case bpf(BPFWalk)
    case proc(BPFObstacle)
  }

  /// The value of the option.
  public let choice: Choice
  private let state: Mutex<State>

  /// Tries nothing yet.
  public init(_ choice: Choice) {
    self.choice = choice
    state = Mutex(choice == .proc ? .proc(.notWanted) : .untried)
  }

  /// How owners are found now.
  public var current: Means {
    switch state.withLock({ $0 }) {
    case .untried: .untried
    case .bpf: .bpf
    case .proc(let obstacle): .proc(obstacle)
    }
  }

  /// Makes a new index as fast as possible.
  /// - Throws: `noOwnersByBPF` if only BPF is allowed and it does not work; `system`.
  public func walk() throws(PrivilegedError) -> OwnerIndex { try walk { _ in } }

  /// Makes a new index at the caller's pace.
  /// - Parameter pause: called after each process of a walk through /proc, with the number of its
  ///   descriptors.
  /// - Throws: `noOwnersByBPF` if only BPF is allowed and it does not work; `system`.
  public func walk(_ pause: (Int) -> Void) throws(PrivilegedError) -> OwnerIndex {
    switch tried() {
    case .bpf(let walk):
      if let index = try walk.walk() { return index }
      state.withLock { $0 = .proc(.timesDiffer) }
      return try self.walk(pause)
    case .proc(let obstacle):
      guard choice != .bpf else { throw .noOwnersByBPF(obstacle) }
      return try ProcWalk.walk(pause)
    case .untried: return try ProcWalk.walk(pause)
    }
  }

  private func tried() -> State {
    state.withLock { state in
      guard case .untried = state else { return state }
      do throws(BPFObstacle) {
        state = .bpf(try BPFWalk())
      } catch {
        // Tried again for the next walk.
        if error.isPassing { return .proc(error) }
        state = .proc(error)
      }
      return state
    }
  }
}
