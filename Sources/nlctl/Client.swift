internal import Protocol
internal import Syscalls

/// One connection to an agent, for one request.
struct Client: ~Copyable {
  /// How an answer ended.
  enum Ending: Equatable {
    case whole
    /// The agent closed the connection first.
    case brokenOff
    case timedOut
    case failed(SystemCallError)
    case tooLong
    /// Nobody reads what is printed any more.
    case outputGone
  }

  private let stream: UnixStream
  private let deadline: Int64?
  // An agent started for this command, to be waited for.
  private var privateAgent: Int32?

  init(_ settings: Settings) throws(Failure) {
    deadline = settings.timeoutMilliseconds.map { KernelClock.monotonicMilliseconds() + Int64($0) }
    if settings.isPrivate {
      let agent = try PrivateAgent.start()
      stream = agent.stream
      privateAgent = agent.process
    } else {
      do throws(SystemCallError) {
        let patience = settings.timeoutMilliseconds ?? Client.connectMilliseconds
        stream = try UnixStream(connectingTo: settings.socket, milliseconds: patience)
      } catch {
        throw Unreachable.failure(connecting: settings.socket, error)
      }
    }
  }

  // A listener with a full queue that nobody empties is as good as none.
  private static let connectMilliseconds = 10_000

  deinit {
    stream.shutdown(reading: true, writing: true)
    if let privateAgent { Process.wait(for: privateAgent) }
  }

  /// Sends one request line and hands the answer to `scanner` as it arrives.
  /// - Parameters:
  ///   - record: gets each record of the list.
  ///   - pause: called when all that has arrived so far was handed out; false ends it all.
  mutating func ask(
    _ request: RawSpan, _ scanner: inout ResponseScanner, record: (Span<UInt8>) -> Void,
    pause: (borrowing ResponseScanner) -> Bool
  ) -> Ending {
    // An agent that refuses a client says why and hangs up without reading: what it said is
    // worth more than the failure to send.
    try? stream.sendAll(request)
    var buffer = [UInt8](repeating: 0, count: Client.receiveBytes)
    while !scanner.isFinished {
      do throws(SystemCallError) {
        guard try waitForBytes() else {
          // It may be stuck in the kernel, and waiting for it would be no time limit.
          privateAgent = nil
          return .timedOut
        }
        let count = try stream.receive(into: &buffer)
        if count == 0 { return .brokenOff }
        do throws(ResponseScanner.Failure) {
          try scanner.scan(buffer.span.extracting(0..<count), record: record)
        } catch {
          return .tooLong
        }
        guard pause(scanner) else { return .outputGone }
      } catch {
        return error.errno == .connectionReset ? .brokenOff : .failed(error)
      }
    }
    return .whole
  }

  // What the agent writes at once.
  private static let receiveBytes = 256 * 1024

  private func waitForBytes() throws(SystemCallError) -> Bool {
    guard let deadline else { return true }
    let left = deadline - KernelClock.monotonicMilliseconds()
    guard left > 0 else { return false }
    return !(try Poll.readable([stream.number], milliseconds: Int32(clamping: left))).isEmpty
  }
}

/// An agent of one's own, for one command.
enum PrivateAgent {
  struct Started: ~Copyable {
    let stream: UnixStream
    let process: Int32
  }

  static func start() throws(Failure) -> Started {
    var tried: [String] = []
    for path in candidates() {
      tried.append(path)
      do throws(SystemCallError) {
        let pair = try UnixStream.pair()
        let process = try Process.start(
          path, arguments: ["--client-fd", "3"], descriptor3: pair.second.number)
        return Started(stream: pair.keepingFirst(), process: process)
      } catch {
        if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { continue }
        throw Failure(.unreachable, "cannot start \(path): \(error.explanation)")
      }
    }
    throw Failure(
      .unreachable, "there is no nlagent to start",
      hint: "Looked for \(tried.joined(separator: ", ")). Put nlagent beside nlctl.")
  }

  /// Beside nlctl first, so that a build in a directory of its own finds its own agent.
  private static func candidates() -> [String] {
    var directories = [
      "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/usr/libexec",
    ]
    if let own = try? Process.executablePath(), let slash = own.lastIndex(of: "/") {
      directories.insert(String(own[..<slash]), at: 0)
    }
    return directories.map { $0 + "/nlagent" }
  }
}
