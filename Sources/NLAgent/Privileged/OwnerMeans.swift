internal import Protocol
internal import Synchronization
internal import Syscalls

/// By which means owners are found here: tried once, when somebody first wants to know.
final class OwnerMeans: Sendable {
  /// What `--owners` says.
  enum Choice: String, CaseIterable, Sendable { case auto, bpf, proc }

  private enum State: Sendable {
    case untried
    case bpf(BPFWalk)
    case proc(reason: String)
  }

  let choice: Choice
  private let state: Mutex<State>

  init(_ choice: Choice) {
    self.choice = choice
    state = Mutex(
      choice == .proc ? .proc(reason: "the agent was started with --owners proc") : .untried)
  }

  /// Makes a new index.
  func walk() throws(RPCError) -> OwnerIndex { try walk { _ in } }

  /// Makes a new index at the caller's pace.
  /// - Parameter pause: called after each process of a walk through /proc, with the number of its
  ///   descriptors.
  func walk(_ pause: (Int) -> Void) throws(RPCError) -> OwnerIndex {
    switch tried() {
    case .bpf(let walk):
      if let index = try walk.walk() { return index }
      // As in a time namespace.
      state.withLock { $0 = .proc(reason: "the iterator's times are not those of /proc") }
      return try self.walk(pause)
    case .proc(let reason):
      guard choice != .bpf else {
        throw RPCError(
          .notSupported, "owners of sockets cannot be found by BPF: \(reason)",
          hint: "The agent was started with --owners bpf; without it, it reads /proc instead.")
      }
      return try ProcWalk.walk(pause)
    case .untried: return try ProcWalk.walk(pause)
    }
  }

  /// What `status` tells: whether it is BPF, nil as long as nobody wanted to know, and if it is
  /// not, why. Trying takes some milliseconds, and megabytes for a moment.
  var description: (isBPF: Bool?, reason: String?) {
    switch state.withLock({ $0 }) {
    case .bpf: (true, nil)
    case .proc(let reason): (false, reason)
    case .untried: (nil, nil)
    }
  }

  private func tried() -> State {
    state.withLock { state in
      guard case .untried = state else { return state }
      do throws(BPFWalk.Unavailable) {
        state = .bpf(try BPFWalk())
      } catch {
        state = .proc(reason: error.reason)
      }
      return state
    }
  }
}
