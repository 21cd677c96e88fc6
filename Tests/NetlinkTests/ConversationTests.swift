import Netlink
import Syscalls
import TestSupport
import Testing

/// Any type that is no control message: `Conversation` passes such messages on.
private let data: UInt16 = 0x7e

/// Runs a dump with a script, and returns the payloads of the messages that it passed on.
private func dump(
  _ steps: [ScriptedStep], bufferBytes: Int = 4096, stopAfter limit: Int = .max
) throws(NetlinkError) -> (verdict: DumpVerdict, payloads: [[UInt8]]) {
  var conversation = Conversation(ScriptedTransport(steps), bufferBytes: bufferBytes)
  var payloads: [[UInt8]] = []
  let verdict = try conversation.dump(Request(type: 18, flags: MessageFlag.dump)) {
    message throws(NetlinkError) in
    payloads.append(message.payload.copied)
    return payloads.count < limit ? .next : .stop
  }
  return (verdict, payloads)
}

private func exchange(_ steps: [ScriptedStep]) throws(NetlinkError) -> [[UInt8]] {
  var conversation = Conversation(ScriptedTransport(steps), bufferBytes: 4096)
  var payloads: [[UInt8]] = []
  try conversation.exchange(Request(type: 18, flags: MessageFlag.ack)) {
    message throws(NetlinkError) in
    payloads.append(message.payload.copied)
  }
  return payloads
}

private func refusal(_ code: Int32, _ text: String? = nil, at offset: UInt32? = nil)
  -> NetlinkError
{
  .kernel(KernelRefusal(errno: Errno(code), text: text, requestOffset: offset))
}

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

@Suite("Bytes that break the rules")
struct MalformedTests {
  @Test(arguments: [15, 4, 0] as [UInt32])
  func lengthBelowTheHeader(length: UInt32) {
    #expect(
      throws: NetlinkError.malformed("nlmsg_len \(length) does not fit the datagram", offset: 0)
    ) { try dump([.datagram(message(data, [1, 2, 3, 4], length: length)), .datagram(done())]) }
  }

  @Test func lengthBeyondTheDatagram() {
    let bytes = message(data, [1, 2, 3, 4]) + message(data, [1, 2, 3, 4], length: 21)
    #expect(throws: NetlinkError.malformed("nlmsg_len 21 does not fit the datagram", offset: 20)) {
      try dump([.datagram(bytes), .datagram(done())])
    }
    #expect(throws: NetlinkError.self) {
      try dump([.datagram(message(data, [1], length: .max)), .datagram(done())])
    }
  }

  @Test(arguments: 1..<16)
  func headerCutShort(kept: Int) {
    let bytes = message(data, [1, 2, 3, 4]) + message(data)[0..<kept]
    #expect(throws: NetlinkError.malformed("message header cut short", offset: 20)) {
      try dump([.datagram(bytes), .datagram(done())])
    }
  }

  @Test func lastMessageMayLackItsPadding() throws {
    let bytes = message(data, [1, 2, 3, 4, 5])
    let result = try dump([.datagram(Array(bytes.dropLast(3))), .datagram(done())])
    #expect(result.payloads == [[1, 2, 3, 4, 5]])
  }

  @Test func emptyDatagramIsNothing() throws {
    #expect(try dump([.datagram([]), .datagram(done())]).payloads.isEmpty)
  }

  @Test func datagramThatDoesNotFitIsNotRead() {
    #expect(throws: NetlinkError.truncated(length: 5000)) {
      try dump([.cut(message(data, [1]), length: 5000), .datagram(done())])
    }
    #expect(throws: NetlinkError.truncated(length: 36)) {
      try dump([.datagram(message(data, [1]) + message(data))], bufferBytes: 32)
    }
    #expect(throws: Never.self) {
      try dump(
        [.datagram(message(data, le32(1) + le32(2) + le64(3))), .datagram(done())],
        bufferBytes: 32)
    }
  }

  @Test(arguments: [1, 22, 4096, -4096, .min, .max] as [Int32])
  func errnoOutOfRange(code: Int32) {
    let expected = NetlinkError.malformed("errno \(code) in an error message", offset: 0)
    #expect(throws: expected) { try dump([.datagram(error(code))]) }
    #expect(throws: expected) { try dump([.datagram(done(code))]) }
    #expect(throws: expected) { try exchange([.datagram(error(code))]) }
  }

  @Test func errnoCutShort() {
    let expected = NetlinkError.malformed("an error message without its errno", offset: 0)
    #expect(throws: expected) { try dump([.datagram(message(2, [0xfe, 0xff]))]) }
    #expect(throws: expected) { try dump([.datagram(message(3, [0xfe, 0xff]))]) }
    #expect(throws: expected) { try dump([.datagram(message(2))]) }
  }
}

@Suite("An exchange")
struct ExchangeTests {
  @Test func handsOverTheAnswerBeforeTheAcknowledgement() throws {
    #expect(try exchange([.datagram(message(data, [1])), .datagram(error(0))]) == [[1]])
    #expect(try exchange([.datagram(message(data, [1]) + error(0))]) == [[1]])
  }

  @Test func acknowledgementAloneIsNoAnswer() {
    #expect(throws: NetlinkError.noAnswer) { try exchange([.datagram(error(0))]) }
  }

  @Test func silenceTimesOut() {
    #expect(throws: NetlinkError.timedOut) { try exchange([]) }
    #expect(throws: NetlinkError.timedOut) { try exchange([.datagram(message(data, [1]))]) }
  }

  @Test func noopIsNoAnswer() {
    #expect(throws: NetlinkError.noAnswer) {
      try exchange([.datagram(message(1) + error(0))])
    }
  }

  @Test func plainErrorHasOnlyItsErrno() {
    #expect(throws: refusal(1)) { try exchange([.datagram(error(-1, flags: 0))]) }
  }

  @Test func cappedErrorHasTheWordsBehindTheHeader() {
    let words = attribute(1, Array("No such".utf8) + [0]) + attribute(2, le32(36))
    #expect(throws: refusal(19, "No such", at: 36)) {
      try exchange([.datagram(error(-19, flags: 0x300, words))])
    }
  }

  @Test func uncappedErrorHasTheWordsBehindTheEchoedRequest() {
    // The echoed request is 22 bytes long; the attributes are at the next multiple of four.
    let echoed =
      le32(22) + le16(18) + le16(5) + le32(1) + le32(0) + [1, 2, 3, 4, 5, 6, 0, 0]
    let bytes = le32(UInt32(bitPattern: -34)) + echoed + attribute(1, Array("Too far".utf8) + [0])
    #expect(throws: refusal(34, "Too far")) {
      try exchange([.datagram(message(2, bytes, flags: 0x200))])
    }
  }

  @Test func wordsMayLackTheirNUL() {
    #expect(throws: refusal(22, "abcd")) {
      try exchange([.datagram(error(-22, flags: 0x300, attribute(1, Array("abcd".utf8))))])
    }
  }

  @Test func wordsThatAreMalformedLeaveTheErrno() {
    #expect(throws: refusal(22)) {
      try exchange([.datagram(error(-22, flags: 0x300, [200, 0, 1, 0, 65]))])
    }
    // The echoed request claims to be longer than the message.
    let bytes = le32(UInt32(bitPattern: -22)) + le32(.max) + [UInt8](repeating: 0, count: 12)
    #expect(throws: refusal(22)) {
      try exchange([.datagram(message(2, bytes, flags: 0x200))])
    }
  }
}

@Suite("Many exchanges at once")
struct ManyExchangesTests {
  private func collect(
    _ steps: [ScriptedStep], count: Int, sent: SentDatagrams = SentDatagrams()
  ) throws(NetlinkError) -> [String] {
    var conversation = Conversation(ScriptedTransport(steps, sent: sent), bufferBytes: 512)
    var found: [String] = []
    let requests = (0..<count).map { Request.taskStats(taskstats: 28, task: UInt32($0)) }
    try conversation.exchangeEach(requests) { place, message in
      found.append("\(place) \(message.payload.copied)")
    } refused: { place, refusal in
      found.append("\(place) \(refusal.errno.name)")
    }
    return found
  }

  @Test func answersAndRefusalsHaveTheirPlaces() throws {
    let steps: [ScriptedStep] = [
      .datagram(message(28, [7], sequence: 1)),
      .datagram(error(-3, sequence: 2) + message(1, sequence: 3)),
      .datagram(message(28, [9], sequence: 3)),
    ]
    #expect(try collect(steps, count: 3) == ["0 [7]", "1 ESRCH", "2 [9]"])
  }

  /// Messages with another sequence number, port or sender are skipped.
  @Test func straysArePassedOver() throws {
    let steps: [ScriptedStep] = [
      .datagram(message(28, [1], sequence: 0)), .datagram(message(28, [1], sequence: 3)),
      .datagram(message(28, [1], sequence: 1, port: 9)),
      .datagram(message(28, [1], sequence: 1), from: 5),
      .datagram(message(28, [2], sequence: 2) + message(28, [3], sequence: 1)),
    ]
    #expect(try collect(steps, count: 2) == ["1 [2]", "0 [3]"])
  }

  @Test func whatFollowsTheLastAnswerIsNotRead() throws {
    let steps: [ScriptedStep] = [
      .datagram(message(28, [1], sequence: 1) + message(28, [2], sequence: 2) + message(28, [3]))
    ]
    #expect(try collect(steps, count: 2) == ["0 [1]", "1 [2]"])
  }

  /// When one request follows several, a late answer to one of those is no answer to it.
  @Test func lateAnswersAreStraysOfTheNextRequest() throws {
    let late = message(28, [3], sequence: 3)
    var conversation = Conversation(
      ScriptedTransport([
        .datagram(message(28, [1], sequence: 1) + message(28, [2], sequence: 2) + late),
        .datagram(
          late + message(28, [4], sequence: 4) + message(3, le32(0), flags: 2, sequence: 4)),
      ]), bufferBytes: 512)
    let requests = (0..<3).map { Request.taskStats(taskstats: 28, task: UInt32($0)) }
    try conversation.exchangeEach(requests) { _, _ in
    } refused: { _, _ in
    }
    var payloads: [[UInt8]] = []
    let verdict = try conversation.dump(Request(type: 18, flags: MessageFlag.dump)) {
      message throws(NetlinkError) in
      payloads.append(message.payload.copied)
      return .next
    }
    #expect(payloads == [[4]] && verdict.strays == 1)
  }

  @Test func oneDatagramCarriesAllAndAsksForNoAcknowledgement() throws {
    let sent = SentDatagrams()
    _ = try collect(
      [.datagram(message(28, [1], sequence: 1)), .datagram(message(28, [1], sequence: 2))],
      count: 2, sent: sent)
    let first = Request.taskStats(taskstats: 28, task: 0).bytes
    #expect(sent.all.count == 1 && sent.all[0].count == 2 * first.count)
    for start in [0, first.count] {
      #expect(Array(sent.all[0][(start + 6)..<(start + 8)]) == le16(MessageFlag.request))
    }
    #expect(Array(sent.all[0][8..<12]) == le32(1))
    #expect(Array(sent.all[0][(first.count + 8)..<(first.count + 12)]) == le32(2))
  }

  @Test func silenceTimesOutAndNoRequestIsNoDatagram() throws {
    #expect(throws: NetlinkError.timedOut) {
      try collect([.datagram(message(28, [1], sequence: 1))], count: 2)
    }
    let sent = SentDatagrams()
    #expect(try collect([], count: 0, sent: sent) == [])
    #expect(sent.all.isEmpty)
  }
}
