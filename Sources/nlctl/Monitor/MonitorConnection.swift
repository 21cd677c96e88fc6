internal import Protocol
internal import Syscalls

/// A connection that stays, read line by line.
struct MonitorConnection: ~Copyable {
  private let stream: UnixStream
  private var buffer: [UInt8] = []
  private var searched = 0
  private var chunk = [UInt8](repeating: 0, count: 64 * 1024)
  // An agent started for this command, to be waited for.
  private var privateAgent: Int32?

  init(_ settings: Settings) throws(Failure) {
    if settings.isPrivate {
      let agent = try PrivateAgent.start()
      stream = agent.stream
      privateAgent = agent.process
      return
    }
    do throws(SystemCallError) {
      stream = try UnixStream(
        connectingTo: settings.socket, milliseconds: MonitorConnection.connectMilliseconds)
    } catch {
      throw Unreachable.failure(connecting: settings.socket, error)
    }
  }

  private static let connectMilliseconds = 10_000

  deinit {
    stream.shutdown(reading: true, writing: true)
    if let privateAgent { Process.wait(for: privateAgent) }
  }

  /// The number of the socket in the descriptor table, for `Poll`.
  var number: Int32 { stream.number }

  func send(_ request: RawSpan) throws(SystemCallError) {
    try stream.sendAll(request)
  }

  /// Receives what is there.
  /// - Returns: false when the agent has hung up.
  mutating func receive() -> Bool {
    guard let count = try? stream.receive(into: &chunk), count > 0 else { return false }
    buffer += chunk[..<count]
    return true
  }

  /// The next whole line, without its line feed.
  mutating func line() -> [UInt8]? {
    // A snapshot may be long: it is not searched from its start each time.
    guard let end = buffer[searched...].firstIndex(of: 0x0a) else {
      searched = buffer.count
      return nil
    }
    let line = Array(buffer[..<end])
    buffer.removeFirst(end + 1)
    searched = 0
    return line
  }
}
