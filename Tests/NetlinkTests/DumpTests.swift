import Netlink
import Syscalls
import TestSupport
import Testing

@Suite("A dump")
struct DumpTests {
  @Test func handsOverAllMessagesOfAllDatagrams() throws {
    let result = try dump([
      .datagram(message(data, [1]) + message(data, [2, 3])),
      .datagram(message(data, [4, 5, 6, 7])),
      .datagram(done()),
    ])
    #expect(result.payloads == [[1], [2, 3], [4, 5, 6, 7]])
    #expect(!result.verdict.interrupted && !result.verdict.stopped)
    #expect(result.verdict.strays == 0)
  }

  @Test func endsWithTheMessageBeforeDoneInTheSameDatagram() throws {
    let result = try dump([.datagram(message(data, [1]) + done())])
    #expect(result.payloads == [[1]])
  }

  @Test func stopsWhenTheReceiverHasEnough() throws {
    let result = try dump(
      [.datagram(message(data, [1]) + message(data, [2])), .datagram(done())], stopAfter: 1)
    #expect(result.payloads == [[1]])
    #expect(result.verdict.stopped)
  }

  @Test func fillsInTheSequenceAndCountsItUp() throws {
    let sent = SentDatagrams()
    var conversation = Conversation(
      ScriptedTransport(
        [.datagram(done()), .datagram(message(3, le32(0), sequence: 2))], sent: sent),
      bufferBytes: 4096)
    for _ in 0..<2 {
      _ = try conversation.dump(Request(type: 18, flags: MessageFlag.dump)) {
        _ throws(NetlinkError) in .next
      }
    }
    #expect(
      sent.all == [
        [16, 0, 0, 0, 18, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0],
        [16, 0, 0, 0, 18, 0, 1, 3, 2, 0, 0, 0, 0, 0, 0, 0],
      ])
  }

  @Test func passesUnknownTypesOnAndNoopsOver() throws {
    let result = try dump([
      .datagram(message(1) + message(0xfff0, [9]) + message(1, [1, 2, 3]) + done())
    ])
    #expect(result.payloads == [[9]])
  }

  @Test func takesAnEmptyDoneForItsEnd() throws {
    let result = try dump([.datagram(message(data, [1]) + message(3))])
    #expect(result.payloads == [[1]])
  }

  @Test func failsWithTheErrnoInsideDone() {
    #expect(throws: refusal(2)) { try dump([.datagram(done(-2))]) }
    #expect(throws: refusal(19)) {
      try dump([.datagram(message(data, [1])), .datagram(done(-19))])
    }
  }

  @Test func readsTheKernelsWordsBehindTheErrnoOfDone() {
    let words = attribute(1, Array("Invalid header".utf8) + [0]) + attribute(2, le32(20))
    #expect(throws: refusal(22, "Invalid header", at: 20)) {
      try dump([.datagram(done(-22, words, flags: 0x200))])
    }
    // Without the flag NLM_F_ACK_TLVS the same bytes mean nothing.
    #expect(throws: refusal(22)) { try dump([.datagram(done(-22, words))]) }
  }

  @Test func failsWithAnErrorMessage() {
    #expect(throws: refusal(95)) { try dump([.datagram(error(-95))]) }
  }

  @Test func isNotEndedByAnAcknowledgement() {
    #expect(throws: NetlinkError.malformed("an acknowledgement inside a dump", offset: 0)) {
      try dump([.datagram(error(0)), .datagram(done())])
    }
  }

  @Test func noticesAnInterruptionOnDataAndOnDone() throws {
    let onData = try dump([
      .datagram(message(data, [1], flags: 0x010)), .datagram(message(data, [2]) + done()),
    ])
    #expect(onData.verdict.interrupted)
    #expect(onData.payloads == [[1], [2]])
    let onDone = try dump([.datagram(message(data, [1]) + done(flags: 0x010))])
    #expect(onDone.verdict.interrupted)
    let onForeign = try dump([
      .datagram(message(data, [1], flags: 0x010, sequence: 9) + done())
    ])
    #expect(!onForeign.verdict.interrupted)
  }

  @Test func timesOut() {
    #expect(throws: NetlinkError.timedOut) { try dump([.datagram(message(data, [1]))]) }
  }

  @Test(arguments: [105, 12] as [Int32])  // ENOBUFS, ENOMEM
  func failsWithTheSocket(code: Int32) {
    #expect(throws: NetlinkError.system(SystemCallError(Errno(code), "recvfrom"))) {
      try dump([.datagram(message(data)), .failure(Errno(code)), .datagram(done())])
    }
  }

  @Test func failsWhenTheRequestCannotBeSent() {
    var conversation = Conversation(
      ScriptedTransport([], sendFailure: .noBufferSpace), bufferBytes: 64)
    #expect(throws: NetlinkError.system(SystemCallError(Errno(105), "send"))) {
      _ = try conversation.dump(Request(type: 18, flags: MessageFlag.dump)) {
        _ throws(NetlinkError) in .next
      }
    }
  }
}
