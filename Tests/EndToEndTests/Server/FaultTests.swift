import Foundation
import Limits
import Syscalls
import TestSupport
import Testing

@testable import NLAgent

/// System calls that fail in the middle of a conversation: strace attaches to the agent once it
/// serves, and makes them fail. Each must become an answer, or the end of one connection.
@Suite(.serialized, .needs(.root, .tools("ip", "python3", "strace")))
struct FaultTests {
  private let namespace: NetworkNamespace
  private let crowd: SocketCrowd
  private let agent: TestAgent

  init() throws {
    namespace = try NetworkNamespace()
    crowd = try SocketCrowd(tcp: 400, unix: 10, in: namespace)
    agent = try TestAgent(in: namespace)
    _ = try agent.ask("status")
  }

  /// Makes calls fail as long as `body` runs.
  /// - Parameter fault: as strace's `--inject`; `when` counts from here, in each thread.
  private func injecting(_ fault: String, _ body: () throws -> Void) throws {
    try injectingAndCounting(fault) { _ in try body() }
  }

  /// - Parameter body: is given a function that counts the calls that failed so far.
  private func injectingAndCounting(_ fault: String, _ body: (() -> Int) throws -> Void) throws {
    let folder = try ScratchFolder()
    let call = fault.prefix { $0 != ":" }
    let strace = try RunningProgram([
      "strace", "-f", "-p", "\(agent.pid)", "-e", "trace=\(call)", "-e", "inject=\(fault)", "-o",
      folder.file("trace").path,
    ])
    try eventually("strace is attached: \(strace.errors)") { strace.errors.contains("attached") }
    try body { folder.text("trace").components(separatedBy: "(INJECTED)").count - 1 }
    strace.stop()
    #expect(agent.program.isRunning)
    // Nothing of it stays.
    let all = try agent.ask("inetConnections")
    #expect(all["connections"].array.count == 400 && all["complete"].bool == true)
  }

  /// Calls that take 0.2 seconds each, for the kernel's answer to each is delayed by so much: two
  /// batches and single lines would occupy the thread for 25 seconds.
  @Test(arguments: [true, false]) func aHangUpEndsCallsThatWait(_ inBatch: Bool) throws {
    let before = try agent.idleResources()
    try injecting("sendto:delay_enter=200000") {
      var client: TestClient? = try agent.connect()
      let call = #"{"jsonrpc":"2.0","id":1,"method":"getFamilyID","params":{"name":"TASKSTATS"}}"#
      let calls = [String](repeating: call, count: 64)
      let text = inBatch ? "[" + calls.joined(separator: ",") + "]" : calls.joined(separator: "\n")
      try client?.sendLine(text + "\n" + text)
      try eventually("the calls are read") { client?.isAllTaken == true }
      try eventually("a thread serves it") {
        try agent.resources().threads == before.threads + 1
      }
      let start = Date()
      client = nil
      try eventually("the thread is gone") { try agent.resources().threads == before.threads }
      #expect(Date().timeIntervalSince(start) < 10)
    }
  }

  /// A client that has closed its sending side gets the whole batch.
  @Test func aHalfCloseEndsNothing() throws {
    try injecting("sendto:delay_enter=20000") {
      let client = try agent.connect()
      let call = #"{"jsonrpc":"2.0","id":1,"method":"getFamilyID","params":{"name":"TASKSTATS"}}"#
      let calls = [String](repeating: call, count: 30)
      try client.sendLine("[" + calls.joined(separator: ",") + "]\n" + call)
      client.endInput()
      let lines = try client.rest().split(separator: "\n").map { String($0) }
      #expect(lines.count == 2)
      #expect(try JSON(lines[0]).array.count == 30)
    }
  }

  /// One call on a connection of its own: the response, or nil where the agent hung up.
  private func response(_ method: String) throws -> JSON? {
    let client = try agent.connect()
    _ = try client.sendIfTaken(
      Array(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)"}"#.utf8 + [10]))
    let text = try {
      client.endInput()
      return try client.untilHungUp()
    }()
    guard text.hasSuffix("\n") else { return nil }
    return try JSON(text)
  }

  @Test(arguments: ["recvfrom", "sendto", "accept4", "poll", "read", "recvmsg", "getsockopt"])
  func interruptedCallsAreMadeAgain(_ call: String) throws {
    try injecting("\(call):error=EINTR:when=1+2") {
      for _ in 0..<5 {
        let client = try agent.connect()
        #expect(try client.ask("inetConnections")["connections"].array.count == 400)
        #expect(try client.ask("inetConnections")["complete"].bool == true)
        #expect(try client.ask("listLinks")["links"].array.count == 1)
      }
    }
  }

  @Test(arguments: [
    ("recvfrom:error=ENOBUFS:when=1", "ENOBUFS"), ("sendto:error=EAGAIN:when=1", "EAGAIN"),
    ("sendto:error=ENOBUFS:when=1", "ENOBUFS"), ("socket:error=EMFILE", "EMFILE"),
    ("socket:error=ENFILE", "ENFILE"), ("socket:error=EAFNOSUPPORT", "EAFNOSUPPORT"),
    ("socket:error=EPERM", "EPERM"),
  ]) func aFailedExchangeWithTheKernelIsAnError(_ fault: String, _ errno: String) throws {
    try injecting(fault) {
      // A dump of sockets has a thread of its own: there the first message sent by the client's
      // thread is already the answer.
      let methods =
        fault.hasPrefix("sendto")
        ? ["listLinks", "listFamilies"]
        : ["inetConnections", "unixConnections", "listLinks", "listFamilies"]
      // These say that sock_diag is not to be had, and /proc/net is read instead.
      let refusals = ["EAFNOSUPPORT", "EPERM"]
      for method in methods where !(refusals.contains(errno) && method.hasSuffix("Connections")) {
        let error = try #require(try response(method))["error"]
        #expect(error["data"]["errno"].string == errno, "\(method): \(error)")
        #expect(error["message"].string?.hasPrefix("cannot ") == true)
      }
      // What needs no kernel is served all the same, where sending works.
      if !fault.hasPrefix("sendto") {
        #expect(try agent.ask("status")["pid"].int == Int(agent.pid))
      }
    }
  }

  /// Never an incomplete list that says it is complete.
  @Test(arguments: 2...5) func aDumpThatBreaksOffSaysSo(_ turn: Int) throws {
    try injecting("recvfrom:error=ENOBUFS:when=\(turn)") {
      for _ in 0..<3 {
        guard let answer = try response("inetConnections"), answer["error"].isAbsent else {
          continue
        }
        let result = answer["result"]
        // All TCP sockets may be there when a later dump, of UDP, breaks off.
        #expect(result["complete"].bool == false || result["connections"].array.count == 400)
        #expect(result["complete"].bool == true || result["problems"].array.count == 1)
      }
    }
  }

  /// The agent's filter refuses clone3, and glibc uses clone.
  @Test func withoutThreadsClientsGetAnError() throws {
    try injecting("clone,clone3:error=ENOMEM") {
      for _ in 0..<20 {
        let error = try #require(try response("status"))["error"]
        #expect(error["code"].int == -32004)
        #expect(error["message"].string?.contains("cannot start a thread") == true)
      }
      #expect(try agent.resources().threads == TestAgent.idleThreads)
    }
    // Their places are free.
    try eventually("nobody else is connected") { try agent.ask("status")["clients"].int == 1 }
  }

  /// If the thread that reads ahead cannot be started, the client's own thread reads.
  @Test func dumpsNeedNoSecondThread() throws {
    let client = try agent.connect()
    _ = try client.ask("status")
    try injectingAndCounting("clone,clone3:error=EAGAIN") { failures in
      let answer = try client.ask("inetConnections")
      #expect(answer["connections"].array.count == 400 && answer["complete"].bool == true)
      #expect(failures() > 0)
    }
  }

  @Test(arguments: ["EAGAIN", "ECONNABORTED", "EMFILE", "ENFILE", "ENOMEM", "ENOBUFS", "EPROTO"])
  func anAcceptThatFailsOnceIsMadeAgain(_ errno: String) throws {
    try injectingAndCounting("accept4:error=\(errno):when=1..3") { failures in
      // The client that waited meanwhile is the one that is answered.
      let answer = try #require(try response("status"))
      #expect(failures() == 3)
      if ["EMFILE", "ENFILE"].contains(errno) {
        // The second attempt of each round gives up a descriptor to refuse the client.
        #expect(answer["error"]["code"].int == -32004)
        #expect(answer["error"]["message"].string == "the agent has no descriptors left")
      } else {
        #expect(answer["result"]["pid"].int == Int(agent.pid), "\(answer)")
      }
      #expect(try agent.ask("status")["pid"].int == Int(agent.pid))
    }
  }

  @Test(arguments: ["EMFILE", "ENOMEM", "EINVAL"])
  func anAcceptThatAlwaysFailsDoesNotSpin(_ errno: String) throws {
    try injectingAndCounting("accept4:error=\(errno)") { failures in
      let start = Date()
      let client = try agent.connect()
      try eventually("ten attempts") { failures() >= 10 }
      let milliseconds = Date().timeIntervalSince(start) * 1000
      // A round is one attempt, and a second one to refuse the client.
      let rounds = milliseconds / Double(Limits.acceptPauseMilliseconds) + 1
      #expect(Double(failures()) <= 2 * rounds + 2, "\(failures()) in \(milliseconds) ms")
      withExtendedLifetime(client) {}
    }
  }

  /// Who cannot be identified is not served.
  @Test func aClientWithoutCredentialsIsRefused() throws {
    try injecting("getsockopt:error=EPERM") {
      for _ in 0..<5 {
        let answer = try response("status")
        #expect(answer?.value == nil)
      }
    }
  }

  @Test func aClientWhoseReadFailsIsGoneAndNobodyElse() throws {
    let other = try agent.connect()
    _ = try other.ask("status")
    try injecting("read:error=EIO:when=1") {
      let answer = try response("status")
      #expect(answer?.value == nil)
    }
    try injecting("poll:error=ENOMEM:when=1") {}
  }

  @Test func aTerminationThatComesMeanwhileIsHeard() throws {
    let strace = try RunningProgram(
      [
        "strace", "-f", "-p", "\(agent.pid)", "-e", "inject=poll,read,accept4:error=EINTR:when=1+2",
        "-o", "/dev/null",
      ])
    try eventually("strace is attached") { strace.errors.contains("attached") }
    let client = try agent.connect()
    _ = try client.ask("status")
    #expect(agent.program.stop() == 0)
    strace.stop()
    #expect(!FileManager.default.fileExists(atPath: agent.socket))
  }
}
