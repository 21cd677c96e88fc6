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

  /// Accepts the clients that wait, a limited number of them.
  private mutating func accept(_ socket: ListeningSocket) {
    for _ in 0..<Limits.acceptsAtOnce {
      guard acceptNext(socket) else { return }
    }
  }

  /// Accepts one client.
  /// - Returns: false if none waits or if accept(2) fails.
  private mutating func acceptNext(_ socket: ListeningSocket) -> Bool {
    let stream: UnixStream
    do throws(SystemCallError) {
      stream = try socket.listener.accept()
    } catch {
      switch error.errno {
      case .resourceTemporarilyUnavailable: break
      case .connectionAbort: agent.log.debug("cannot accept a client: \(error)")
      case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
        agent.log.repeated(.error, "no descriptors", "cannot accept a client: \(error)")
        refuseWithReserve(socket)
        pause()
      default:
        agent.log.repeated(.error, "cannot accept", "cannot accept a client: \(error)")
        pause()
      }
      return false
    }
    do throws(SystemCallError) {
      try Server.serve(stream, socket.rights, agent)
    } catch {
      agent.log.repeated(.error, "cannot serve", "cannot serve a client: \(error)")
    }
    return true
  }

  /// Starts the client's thread, or sends the client the reason for refusing it. Whether it is
  /// refused is decided by its user alone, before anything else is done for it.
  private static func serve(
    _ stream: consuming UnixStream, _ rights: SocketRights, _ agent: AgentState
  ) throws(SystemCallError) {
    // If this throws, the client cannot be identified and is refused.
    let credentials = try stream.peerCredentials()
    // Not everybody with the user 0 is root.
    let root = credentials.uid == 0 ? Caller(credentials, of: stream) : nil
    let user = root.map { UserAccount($0) } ?? UserAccount(uid: credentials.uid, isRoot: false)
    if let refusal = agent.clients.admit(user) {
      agent.log.repeated(
        .warning, refusal.reason, by: (credentials.pid, credentials.uid),
        "refused: \(refusal.error.message)")
      refuse(stream, refusal.error, rights, agent.log)
      return
    }
    let client: ClientSocket
    do throws(SystemCallError) {
      let caller = root ?? Caller(credentials, of: stream)
      client = try ClientSocket(stream, rights, from: caller)
    } catch {
      agent.clients.withdraw(user)
      throw error
    }
    agent.clients.add(client)
    do throws(SystemCallError) {
      try Thread.start(stackBytes: Limits.threadStackBytes) {
        let wasLarge = Connection.serve(client, agent)
        agent.clients.remove(client)
        if wasLarge { agent.freedMemory.add() }
      }
    } catch {
      agent.clients.remove(client)
      refuse(
        client.stream, RPCError(.limitExceeded, "the agent cannot start a thread: \(error)"),
        rights,
        agent.log)
      throw error
    }
  }

  /// Sends a new client the reason for refusing it.
  private static func refuse(
    _ stream: borrowing UnixStream, _ error: RPCError, _ rights: SocketRights, _ log: Log
  ) {
    if log.audit != .off, let credentials = try? stream.peerCredentials() {
      log.audit(.refused, by: credentials.uid) { json in
        AuditLine(
          .connection, Caller(credentials, of: stream), on: rights.socket, outcome: error.code.name
        ).write(to: &json)
      }
    }
    var json = JSONWriter(capacity: 512)
    json.beginObject()
    json.member("jsonrpc", token: "2.0")
    json.key("id")
    json.value(RPCLine.unknownID)
    json.key("error")
    json.error(error)
    json.endObject()
    json.newline()
    // The buffer of a new connection has room.
    _ = try? stream.send(json.bytes, waits: false)
  }

  private mutating func refuseWithReserve(_ socket: ListeningSocket) {
    reserve = nil
    do throws(SystemCallError) {
      let stream = try socket.listener.accept()
      Server.refuse(
        stream,
        RPCError(
          .limitExceeded, "the agent has no descriptors left", hint: "Connect again later."),
        socket.rights, agent.log)
    } catch {
      agent.log.debug("cannot refuse a client: \(error)")
    }
    reserve = try? signals.duplicate()
  }

  /// Waits before the next accept(2). Otherwise a client in the queue would make the loop spin.
  private func pause() {
    _ = try? Poll.readable([signals.number], milliseconds: Limits.acceptPauseMilliseconds)
  }
}
