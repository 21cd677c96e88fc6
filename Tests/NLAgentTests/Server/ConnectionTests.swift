import Glibc
import Limits
import Synchronization
import Syscalls
import Testing

@testable import NLAgent

@Suite struct ConnectionTests {
  /// A client that sends no more and waits for events does not outlive a stop.
  @Test func aStopEndsWhoWaitsForEventsAlone() throws {
    let pair = try UnixStream.pair()
    let socket = try ClientSocket(
      UnixStream(owning: FileDescriptor(owning: dup(pair.first.number))))
    let client = UnixStream(owning: FileDescriptor(owning: dup(pair.second.number)))
    try client.setReceiveTimeout(milliseconds: 20_000)
    let agent = AgentState(log: Log(level: .error))
    let refusal = agent.clients.admit(UserAccount(socket.caller))
    #expect(refusal == nil)
    agent.clients.add(socket)
    let hasEnded = Atomic(false)
    try Thread.start(stackBytes: Limits.threadStackBytes) {
      var connection = Connection(socket, agent)
      connection.run()
      hasEnded.store(true, ordering: .relaxed)
    }
    let request = #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"topics":["link"]}}"#
    try client.sendAll(Array((request + "\n").utf8).rawBytes)
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var last: UInt8?
    while last != UInt8(ascii: "\n") {
      let count = try client.receive(into: &buffer)
      try #require(count > 0)
      last = buffer[count - 1]
    }
    client.shutdown(reading: false, writing: true)
    agent.clients.stop()
    let deadline = KernelClock.monotonicMilliseconds() + 20_000
    while !hasEnded.load(ordering: .relaxed), KernelClock.monotonicMilliseconds() < deadline {
      KernelClock.sleep(milliseconds: 10)
    }
    let ended = hasEnded.load(ordering: .relaxed)
    #expect(ended)
  }
}
