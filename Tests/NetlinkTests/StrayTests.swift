import Netlink
import Syscalls
import TestSupport
import Testing

@Suite("What others send")
struct StrayTests {
  @Test(arguments: [
    ScriptedStep.datagram(done(), from: 4711),  // unicast from another process
    .datagram(message(data, [6]), from: 4711),
    .datagram(message(data, [6], port: 0), from: 0xdead_beef),  // multicast, header pid 0
    .datagram(message(data, [6], length: 3), from: 4711),  // not even well-formed
    .datagram(message(data, [6], sequence: 2)),  // the kernel's answer to another request
    .datagram(message(data, [6], sequence: 0, port: 0)),  // an event
    .datagram(message(data, [6], port: 4712)),  // addressed to another socket
    .datagram(error(-16, sequence: 2)),  // EBUSY for another request, in the middle of ours
  ])
  func isPassedOverAndCounted(step: ScriptedStep) throws {
    let result = try dump([.datagram(message(data, [1])), step, .datagram(done())])
    #expect(result.payloads == [[1]])
    #expect(result.verdict.strays == 1)
  }

  @Test func doesNotHideWhatFollowsInTheSameDatagram() throws {
    let result = try dump([
      .datagram(message(data, [6], sequence: 7) + message(data, [1]) + done())
    ])
    #expect(result.payloads == [[1]])
    #expect(result.verdict.strays == 1)
  }
}

@Suite("Datagrams before their messages")
struct ArrivalTests {
  /// They are handed over unchecked, so they must come from the kernel and be whole.
  @Test func onlyWholeDatagramsOfTheKernelArrive() throws {
    var arrived: [[UInt8]] = []
    func collect(_ steps: [ScriptedStep]) throws(NetlinkError) {
      var conversation = Conversation(ScriptedTransport(steps), bufferBytes: 4096)
      try conversation.begin(Request(type: 18, flags: MessageFlag.dump))
      let next: (borrowing Message) throws(NetlinkError) -> DumpStep = {
        _ throws(NetlinkError) in .next
      }
      _ = try conversation.collect(arrived: { arrived.append($0.copied) }, next)
    }
    let event = message(data, [1])
    try collect([.datagram(message(data, [6]), from: 4711), .datagram(event), .datagram(done())])
    #expect(arrived == [event, done()])
    #expect(throws: NetlinkError.self) { try collect([.cut(event, length: 5000)]) }
    #expect(arrived.count == 2)
  }
}
