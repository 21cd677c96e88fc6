internal import Limits
internal import Synchronization
internal import Syscalls

/// The exits that wait for one subscription. The relay's thread adds them and never waits; the
/// client's thread takes them. What a slow client has no room for is lost for that client alone.
final class TaskExitQueue: Sendable {
  /// Messages of the kernel, one behind the other, each without its `nlmsghdr`.
  struct Chunk: Sendable {
    var bytes: [UInt8] = []
    /// The length of each message in bytes.
    var lengths: [Int] = []
  }

  /// What `take` returns.
  struct Taken: Sendable {
    var chunk: Chunk?
    /// How many exits were lost since `take` was called before.
    var lost: UInt64 = 0
    /// Whether further exits were lost that the kernel did not count.
    var hasUncountedLoss = false

    var isEmpty: Bool { chunk == nil && lost == 0 && !hasUncountedLoss }
  }

  private struct State {
    var chunks: [Chunk] = []
    var bytes = 0
    var losses = Taken()
    var failure: SystemCallError?
    // Whether the client's thread has been woken and has not taken anything since.
    var isSignaled = false
  }

  let filter: TaskExitFilter
  private let room: Int
  private let state = Mutex(State())
  private let signal: EventCounter

  /// - Parameter room: the bytes of messages that may wait.
  /// - Throws: EMFILE or ENFILE if there is no descriptor left.
  init(
    _ filter: TaskExitFilter, room: Int = Limits.taskExitQueueBytes
  ) throws(SystemCallError) {
    self.filter = filter
    self.room = room
    signal = try EventCounter()
  }

  /// The descriptor that is readable when there is something to take.
  var number: Int32 { signal.number }

  // MARK: The relay's side

  /// Adds one message, or counts it as lost if there is no room.
  func add(_ message: [UInt8]) {
    update { state in
      guard state.bytes + message.count <= room else {
        state.losses.lost += 1
        return
      }
      state.bytes += message.count
      let last = state.chunks.count - 1
      if last < 0 || state.chunks[last].bytes.count + message.count > Limits.taskExitChunkBytes {
        state.chunks.append(Chunk(bytes: message, lengths: [message.count]))
      } else {
        state.chunks[last].bytes += message
        state.chunks[last].lengths.append(message.count)
      }
    }
  }

  /// Counts exits that were lost before they reached the queue.
  /// - Parameter count: nil if the kernel does not count them.
  func lose(_ count: UInt64?) {
    update { state in
      if let count { state.losses.lost += count } else { state.losses.hasUncountedLoss = true }
    }
  }

  /// No further exit will arrive.
  func fail(_ error: SystemCallError) {
    update { $0.failure = error }
  }

  private func update(_ change: (inout State) -> Void) {
    let mustSignal = state.withLock { state in
      change(&state)
      defer { state.isSignaled = true }
      return !state.isSignaled
    }
    if mustSignal { signal.signal() }
  }

  // MARK: The client's side

  /// Takes the oldest messages, and the number of those that were lost.
  /// - Returns: nothing if nothing is left.
  /// - Throws: the error for which no further exit arrives, once nothing is left.
  func take() throws(SystemCallError) -> Taken {
    try state.withLock { state throws(SystemCallError) in
      var taken = state.losses
      state.losses = Taken()
      if !state.chunks.isEmpty {
        let chunk = state.chunks.removeFirst()
        state.bytes -= chunk.bytes.count
        taken.chunk = chunk
      }
      // A failure stays to be taken.
      if state.chunks.isEmpty, state.failure == nil {
        state.isSignaled = false
        signal.reset()
      }
      if taken.isEmpty, let failure = state.failure { throw failure }
      return taken
    }
  }
}
