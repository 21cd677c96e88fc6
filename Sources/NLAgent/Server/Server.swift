internal import Limits
internal import Privileged
internal import Protocol
internal import Syscalls

/// A listening socket, with the rights of its clients.
final class ListeningSocket: Sendable {
  let listener: UnixListener
  /// The name that systemd gives it: FileDescriptorName= of systemd.socket(5).
  let name: String?
  let rights: SocketRights
  /// The socket in messages.
  let text: String

  init(_ listener: consuming UnixListener, name: String? = nil) {
    let known = listener.boundPath ?? name.map { "systemd:\($0)" }
    self.listener = listener
    self.name = name
    rights = SocketRights(Rights(), of: known)
    text = known ?? "a socket of systemd"
  }
}

/// Accepts clients and starts a thread for each, until a signal stops the agent.
struct Server: ~Copyable {
  /// Returns the sockets after a reload of the configuration.
  typealias Reload = ([ListeningSocket]) -> [ListeningSocket]

  private var listeners: [ListeningSocket]
  private let signals: SignalFile
  private let manager: ServiceManager
  private let agent: AgentState
  private let reload: Reload
  // Closed for a moment when descriptors run out, to accept a client and send it the error.
  private var reserve: FileDescriptor?

  /// - Parameter signals: every signal that is read; the server must be its only reader.
  init(
    _ listeners: [ListeningSocket], signals: consuming SignalFile, manager: ServiceManager,
    agent: AgentState, reload: @escaping Reload
  ) throws(SystemCallError) {
    self.listeners = listeners
    self.agent = agent
    self.manager = manager
    self.reload = reload
    reserve = try signals.duplicate()
    self.signals = signals
  }

  /// Serves until a signal ends the agent, then removes the socket files and waits for answers in
  /// progress.
  mutating func run() throws(SystemCallError) {
    reportReady()
    while try serve() {}
    manager.stopping()
    agent.log.writeCounts(isLast: true)
    agent.log.info("stopping")
    for socket in listeners { socket.listener.removeFile() }
    agent.clients.stop()
    let deadline = KernelClock.monotonicMilliseconds() + Int64(Limits.stopSeconds) * 1000
    while agent.clients.count > 0, KernelClock.monotonicMilliseconds() < deadline {
      KernelClock.sleep(milliseconds: 10)
    }
  }

  private func reportReady() {
    manager.ready("serving \(listeners.map(\.text).joined(separator: ", "))")
  }

  /// Waits for clients or signals, and serves them.
  /// - Returns: whether the agent goes on.
  private mutating func serve() throws(SystemCallError) -> Bool {
    let numbers = [signals.number] + listeners.map { $0.listener.number }
    let ready: [Int]
    do throws(SystemCallError) {
      ready = try Poll.readable(numbers, milliseconds: timeout())
    } catch {
      // ENOMEM passes. The signals are read below, so that the agent can be ended meanwhile.
      agent.log.repeated(.error, "cannot poll", "cannot wait for clients: \(error)")
      KernelClock.sleep(milliseconds: Int(Limits.acceptPauseMilliseconds))
      ready = [0]
    }
    manager.isAlive()
    for index in ready where index > 0 { accept(listeners[index - 1]) }
    guard ready.contains(0) else { return true }
    while let signal = try signals.next() {
      switch signal {
      case .interrupt, .quit, .terminate: return false
      case .hangup:
        manager.reloading()
        listeners = reload(listeners)
        reportReady()
      case .user1:
        agent.log.raiseLevel()
        agent.log.info("log level \(agent.log.level.name)")
      case .user2:
        agent.log.restoreLevel()
        agent.log.info("log level \(agent.log.level.name)")
      }
    }
    return true
  }

  /// The longest time to wait, in milliseconds; -1 for no limit.
  private func timeout() -> Int32 {
    let memory = agent.freedMemory.returnIfDue().map { Int32(clamping: $0) }
    return [countsTimeout(), memory ?? -1, manager.watchdogMilliseconds ?? -1]
      .filter { $0 >= 0 }.min() ?? -1
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
      refuse(client, refusal.error, agent.log)
      return
    }
    do throws(SystemCallError) {
      try Thread.start(stackBytes: Limits.threadStackBytes) {
        let wasLarge = Connection.serve(client, agent)
        agent.clients.remove(client)
        if wasLarge { agent.freedMemory.add() }
      }
    } catch {
      agent.clients.remove(client)
      refuse(
        client, RPCError(.limitExceeded, "the agent cannot start a thread: \(error)"), agent.log)
      throw error
    }
  }

  private static func refuse(_ client: ClientSocket, _ error: RPCError, _ log: Log) {
    log.audit(.refused, by: client.caller.uid) { json in
      AuditLine(.connection, client, outcome: error.code.name).write(to: &json)
    }
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
          .limitExceeded, "the agent has no descriptors left", hint: "Connect again later."),
        agent.log)
    }
    reserve = try? signals.duplicate()
  }

  /// Waits before the next accept(2). Otherwise a client in the queue would make the loop spin.
  private func pause() {
    _ = try? Poll.readable([signals.number], milliseconds: Limits.acceptPauseMilliseconds)
  }
}
