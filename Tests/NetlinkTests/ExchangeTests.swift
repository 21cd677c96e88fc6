import Netlink
import Syscalls
import TestSupport
import Testing

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
