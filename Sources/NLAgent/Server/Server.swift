internal import Limits
internal import Protocol
internal import Syscalls

/// A listening socket, with the rights of its clients.
final class ListeningSocket: Sendable {
  let listener: UnixListener
  /// The name that systemd gives it: FileDescriptorName= of systemd.socket(5).
  let name: String?
  let rights = SocketRights(Rights())

  init(_ listener: consuming UnixListener, name: String? = nil) {
    self.listener = listener
    self.name = name
  }
}

/// Accepts clients and starts a thread for each, until a signal stops the agent.
struct Server: ~Copyable {
  private let listeners: [ListeningSocket]
  private let termination: FileDescriptor
  private let agent: AgentState
  // Closed for a moment when descriptors run out, to accept a client and send it the error.
  private var reserve: FileDescriptor?

  init(
    _ listeners: [ListeningSocket], termination: consuming FileDescriptor, agent: AgentState
  ) throws(SystemCallError) {
    self.listeners = listeners
    self.agent = agent
    reserve = try termination.duplicate()
    self.termination = termination
  }

  /// Serves until SIGTERM or SIGINT, then removes the socket files and waits for answers in
  /// progress.
  mutating func run() throws(SystemCallError) {
    let numbers = [termination.number] + listeners.map { $0.listener.number }
    while true {
      let ready = try Poll.readable(numbers, milliseconds: countsTimeout())
      if ready.contains(0) { break }
      for index in ready { accept(listeners[index - 1]) }
    }
    agent.log.writeCounts(isLast: true)
    agent.log.info("stopping")
    for socket in listeners { socket.listener.removeFile() }
    agent.clients.stop()
    let deadline = KernelClock.monotonicMilliseconds() + Int64(Limits.stopSeconds) * 1000
    while agent.clients.count > 0, KernelClock.monotonicMilliseconds() < deadline {
      KernelClock.sleep(milliseconds: 10)
    }
  }

  /// Writes the counts of log lines that are due.
  /// - Returns: the milliseconds until the next ones may be.
  private func countsTimeout() -> Int32 {
    let timeout = agent.log.writeCounts()
    // Threads of clients cause lines, too, and do not wake this one.
    let isServing = agent.clients.count > 0
    return Int32(clamping: timeout ?? (isServing ? Limits.logMilliseconds : -1))
  }

  private mutating func accept(_ socket: ListeningSocket) {
    let stream: UnixStream
    do throws(SystemCallError) {
      stream = try socket.listener.accept()
    } catch {
      switch error.errno {
      case .resourceTemporarilyUnavailable, .connectionAbort:
        // Another process that shares the socket accepted the client, or the client is gone.
        agent.log.debug("cannot accept a client: \(error)")
      case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
        agent.log.repeated(.error, "no descriptors", "cannot accept a client: \(error)")
        refuseWithReserve(socket)
        pause()
      default:
        agent.log.repeated(.error, "cannot accept", "cannot accept a client: \(error)")
        pause()
      }
      return
    }
    do throws(SystemCallError) {
      try Server.serve(try ClientSocket(stream, socket.rights), agent)
    } catch {
      agent.log.repeated(.error, "cannot serve", "cannot serve a client: \(error)")
    }
  }

  /// Starts the client's thread, or sends the client the reason for refusing it.
  static func serve(_ client: ClientSocket, _ agent: AgentState) throws(SystemCallError) {
    if let refusal = agent.clients.admit(client) {
      agent.log.repeated(
        .warning, refusal.reason, by: client.identity, "refused: \(refusal.error.message)")
      refuse(client, refusal.error)
      return
    }
    do throws(SystemCallError) {
      try Thread.start(stackBytes: Limits.threadStackBytes) {
        var connection = Connection(client, agent)
        connection.run()
        agent.clients.remove(client)
      }
    } catch {
      agent.clients.remove(client)
      refuse(client, RPCError(.limitExceeded, "the agent cannot start a thread: \(error)"))
      throw error
    }
  }

  private static func refuse(_ client: ClientSocket, _ error: RPCError) {
    var response = ResponseWriter(client)
    response.respond(id: RPCLine.unknownID, error: error)
    response.endLine()
    response.flush()
  }

  private mutating func refuseWithReserve(_ socket: ListeningSocket) {
    reserve = nil
    if let client = try? ClientSocket(try socket.listener.accept(), socket.rights) {
      Server.refuse(
        client,
        RPCError(
          .limitExceeded, "the agent has no descriptors left", hint: "Connect again later."))
    }
    reserve = try? termination.duplicate()
  }

  /// Waits before the next accept(2). Otherwise a client in the queue would make the loop spin.
  private func pause() {
    _ = try? Poll.readable([termination.number], milliseconds: Limits.acceptPauseMilliseconds)
  }
}
