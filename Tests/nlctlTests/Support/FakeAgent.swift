import Syscalls
import Testing

/// Something that listens where an agent would, and says what a test wants it to.
struct FakeAgent {
  let path: String

  private final class Listener: Sendable {
    let socket: UnixListener
    init(_ socket: consuming UnixListener) { self.socket = socket }
  }

  /// - Parameters:
  ///   - answer: what the first client gets.
  ///   - reads: whether its request is read before that.
  ///   - lingers: how long the connection stays open afterwards.
  init(_ answer: String, reads: Bool = true, lingersMilliseconds: Int = 0) throws {
    path = FakeAgent.freshPath()
    let listener = Listener(
      try UnixListener(path: path, mode: 0o600, group: nil, backlog: 4))
    try Thread.start(stackBytes: 1 << 18) {
      _ = try? Poll.readable([listener.socket.number], milliseconds: 60_000)
      guard let client = try? listener.socket.accept() else { return }
      var request = [UInt8](repeating: 0, count: 4096)
      if reads { _ = try? client.receive(into: &request) }
      try? client.sendAll(Array(answer.utf8).rawBytes)
      if lingersMilliseconds > 0 { KernelClock.sleep(milliseconds: lingersMilliseconds) }
      listener.socket.removeFile()
    }
  }

  static func freshPath() -> String { "/tmp/nlctl-\(UInt64.random(in: 0 ... .max)).sock" }
}

/// What a run of the built nlctl came to.
struct Run {
  let status: Int
  let output: String
  let errors: String

  /// - Parameter command: the words after `nlctl`, as a shell reads them.
  init(_ command: String, pipedTo rest: String = "") throws {
    let own = try Process.executablePath()
    let directory = String(own[..<(try #require(own.lastIndex(of: "/")))])
    let base = FakeAgent.freshPath()
    let script =
      "{ env -u NLAGENT_SOCKET -u USER '\(directory)/nlctl' \(command); echo $? >\(base).s; }"
      + " 2>\(base).e \(rest.isEmpty ? "" : "| \(rest)") >\(base).o"
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
