import Syscalls
import Testing

/// Listens as an agent would, and sends what a test gives it.
struct FakeAgent {
  let path: String

  /// What happens on one connection.
  struct Connection: Sendable {
    /// The bytes to send once the client has sent something.
    let answer: String
    /// Whether the client's bytes are read before. If not, closing the connection resets it.
    var reads = true
    /// For how long the connection stays open afterwards.
    var lingersMilliseconds = 0
  }

  private final class Listener: Sendable {
    let socket: UnixListener
    init(_ socket: consuming UnixListener) { self.socket = socket }
  }

  /// Serves one connection.
  init(_ answer: String, reads: Bool = true, lingersMilliseconds: Int = 0) throws {
    try self.init([
      Connection(answer: answer, reads: reads, lingersMilliseconds: lingersMilliseconds)
    ])
  }

  /// Serves these connections one after the other.
  init(_ connections: [Connection]) throws {
    path = FakeAgent.freshPath()
    let listener = Listener(
      try UnixListener(at: UnixSocketPlace(path), mode: 0o600, group: nil, backlog: 4))
    try Thread.start(stackBytes: 1 << 18) {
      for (index, connection) in connections.enumerated() {
        // A client that has ended makes no further connection.
        let patience: Int32 = index == 0 ? 60_000 : 10_000
        guard (try? Poll.readable([listener.socket.number], milliseconds: patience)) == [0],
          let client = try? listener.socket.accept()
        else { break }
        _ = try? Poll.readable([client.number], milliseconds: 60_000)
        var request = [UInt8](repeating: 0, count: 4096)
        if connection.reads { _ = try? client.receive(into: &request) }
        try? client.sendAll(Array(connection.answer.utf8).rawBytes)
        if connection.lingersMilliseconds > 0 {
          KernelClock.sleep(milliseconds: connection.lingersMilliseconds)
        }
      }
      listener.socket.removeFile()
    }
  }

  static func freshPath() -> String { "/tmp/nlctl-\(UInt64.random(in: 0 ... .max)).sock" }
}

/// The result of a run of the built nlctl.
struct Run {
  let status: Int
  let output: String
  let errors: String

  /// - Parameters:
  ///   - command: the words after `nlctl`, as a shell reads them.
  ///   - reader: a command that reads the output.
  init(_ command: String, pipedTo reader: String = "") throws {
    let own = try Process.executablePath()
    let directory = String(own[..<(try #require(own.lastIndex(of: "/")))])
    let base = FakeAgent.freshPath()
    let script =
      "{ env -u NLAGENT_SOCKET -u USER '\(directory)/nlctl' \(command); echo $? >\(base).s; }"
      + " 2>\(base).e \(reader.isEmpty ? "" : "| \(reader)") >\(base).o"
    let null = try Files.open("/dev/null")
    let shell = try Process.start(
      "/bin/sh", arguments: ["-c", script], descriptor3: null.number)
    Process.wait(for: shell)
    func text(_ suffix: String) throws -> String {
      String(decoding: try Files.read(base + suffix, atMost: 1 << 20), as: UTF8.self)
    }
    output = try text(".o")
    errors = try text(".e")
    status = try #require(Int(try text(".s").dropLast()))
    let cleaner = try Process.start(
      "/bin/rm", arguments: ["-f", base + ".o", base + ".e", base + ".s"],
      descriptor3: null.number)
    Process.wait(for: cleaner)
  }
}
