import Foundation
import Syscalls
import TestSupport

/// The built agent on a socket of its own, stopped with the object.
final class TestAgent {
  let socket: String
  let program: RunningProgram
  private let folder: ScratchFolder

  /// - Parameters:
  ///   - namespace: where the agent runs, and so whose sockets and links it lists.
  ///   - wrapper: a command to run the agent under, for instance strace.
  init(
    in namespace: NetworkNamespace? = nil, _ options: [String] = [], wrapper: [String] = [],
    environment: [String: String] = [:]
  ) throws {
    folder = try ScratchFolder()
    let socket = folder.path + "/agent.sock"
    self.socket = socket
    program = try RunningProgram(
      wrapper + [Built.agent, "--socket", socket] + options, in: namespace,
      environment: environment)
    let program = program
    try eventually("the agent answers; it says: \(program.errors)") {
      guard program.isRunning else {
        throw HarnessError("the agent ended: \(program.errors)")
      }
      return (try? UnixStream(connectingTo: socket)) != nil
    }
  }

  deinit {
    program.stop()
  }

  /// The agent's own process id; with a wrapper, the wrapper's.
  var pid: Int32 { program.pid }

  func connect() throws -> TestClient { try TestClient(socket) }

  /// Asks once, on a connection of its own, and gives the result back.
  func ask(_ method: String, _ parameters: Any? = nil) throws -> JSON {
    let client = try connect()
    return try client.ask(method, parameters)
  }

  /// Runs nlctl against this agent.
  func nlctl(_ arguments: String..., environment: [String: String] = [:]) throws -> Finished {
    try run([Built.client, "--socket", socket] + arguments, environment: environment)
  }

  /// Descriptors and threads the agent has now. Only root sees its descriptors.
  func resources() throws -> (descriptors: Int, threads: Int) {
    let files = FileManager.default
    return (
      try files.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count,
      try files.contentsOfDirectory(atPath: "/proc/\(pid)/task").count
    )
  }
}
