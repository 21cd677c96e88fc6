internal import Syscalls

/// A connection to the agent that listens on the socket, or with `--private` to an agent that is
/// started for it.
struct AgentConnection: ~Copyable {
  let stream: UnixStream
  // The private agent's process id; nil if there is nothing to wait for.
  private var privateAgent: Int32?

  /// - Parameter milliseconds: how long to wait for a listener whose queue is full, because it may
  ///   never accept again; nil waits for ten seconds.
  init(_ settings: Settings, waiting milliseconds: Int64? = nil) throws(Failure) {
    if settings.isPrivate {
      let agent = try PrivateAgent.start()
      stream = agent.stream
      privateAgent = agent.process
      return
    }
    let timeout = milliseconds ?? AgentConnection.longestWait
    do throws(SystemCallError) {
      // 0 would wait without end.
      stream = try UnixStream(connectingTo: settings.socket, milliseconds: max(1, Int(timeout)))
    } catch {
      throw Unreachable.failure(connecting: settings.socket, error)
    }
  }

  static let longestWait: Int64 = 10_000

  deinit {
    stream.shutdown(reading: true, writing: true)
    if let privateAgent { Process.wait(for: privateAgent) }
  }

  /// Does not wait for the end of a private agent when the connection is closed.
  mutating func abandonPrivateAgent() {
    privateAgent = nil
  }
}
