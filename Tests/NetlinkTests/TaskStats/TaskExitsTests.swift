import Netlink
import Syscalls
import TestSupport
import Testing

@Suite("exits of tasks")
struct TaskExitsTests {
  private static let family: UInt16 = 31

  /// A request as it should leave: `genlmsghdr`, then the list of processors with its NUL.
  private func request(_ type: UInt16, flags: UInt16, _ list: String) -> [UInt8] {
    message(
      Self.family, [1, 1, 0, 0] + attribute(type, Array(list.utf8) + [0]), flags: flags, port: 0)
  }

  private func stream(
    _ steps: [ScriptedStep], _ sent: SentDatagrams = SentDatagrams()
  ) -> EventStream<ScriptedTransport> {
    EventStream(ScriptedTransport(steps, sent: sent))
  }

  /// Addressed to another socket.
  private static let foreignAcknowledgement = message(
    2, le32(0) + le32(16) + le16(31) + le16(5), port: 9)

  private static let event = message(family, TaskStatsTests.answer, sequence: 1, port: 0)

  @Test func areRegisteredAndDeregistered() throws {
    let sent = SentDatagrams()
    var stream = stream([.datagram(error(0))], sent)
    var buffer = [UInt8](repeating: 0, count: 4096)
    try stream.sendExpectingAcknowledgement(
      .beginTaskExits(taskstats: Self.family, processors: "0-3,5"), into: &buffer)
    try stream.send(.endTaskExits(taskstats: Self.family, processors: "0"))
    // NLM_F_REQUEST, and NLM_F_ACK where an answer is waited for.
    #expect(sent.all == [request(3, flags: 5, "0-3,5"), request(4, flags: 1, "0")])
  }

  /// Events may arrive before the acknowledgement. Acknowledgements of other requests, for other
  /// ports or from other processes do not count.
  @Test func eventsBeforeTheAcknowledgementArePassedOver() throws {
    var stream = stream([
      .datagram(Self.event), .failure(.noBufferSpace), .datagram(error(0), from: 4711),
      .datagram(error(-1, sequence: 2)), .datagram(Self.foreignAcknowledgement),
      .cut([], length: 9999), .datagram(error(0)),
      .datagram(Self.event),
    ])
    var buffer = [UInt8](repeating: 0, count: 4096)
    try stream.sendExpectingAcknowledgement(
      .beginTaskExits(taskstats: Self.family, processors: "0"), into: &buffer)
    var met: [UInt16] = []
    let reading = try stream.read(into: &buffer) { met.append($0.header.type) }
    #expect(reading == .events && met == [Self.family])
  }

  @Test(arguments: [
    (ScriptedStep.datagram(error(-34)), NetlinkError.kernel(KernelRefusal(errno: Errno(34)))),
    (.failure(.resourceTemporarilyUnavailable), .timedOut),
    (.failure(.badFileDescriptor), .system(SystemCallError(.badFileDescriptor, "recvfrom"))),
  ])
  func refusalsAreThrown(_ step: ScriptedStep, _ expected: NetlinkError) {
    var stream = stream([step])
    var buffer = [UInt8](repeating: 0, count: 4096)
    #expect(throws: expected) {
      try stream.sendExpectingAcknowledgement(
        .beginTaskExits(taskstats: Self.family, processors: "0"), into: &buffer)
    }
  }

  /// An event has the port 0, a sequence number of its processor, and both parts in one message.
  @Test func theEventOfTheLastTaskHasBothParts() throws {
    var stream = stream([.datagram(Self.event)])
    var buffer = [UInt8](repeating: 0, count: 4096)
    var met: [UInt32] = []
    _ = try stream.read(into: &buffer) { message throws(NetlinkError) in
      let parts = try TaskStatsMessage(message.payload)
      if let task = parts.task { met.append(task.id) }
      if let process = parts.process { met.append(process.id) }
    }
    #expect(met == [5, 5])
  }
}

/// The kernel counts the datagrams that a socket has no room for, and only those.
@Suite struct DropsTests {
  @Test func whatDidNotFitIsCounted() throws {
    // The socket is not read, so answers are dropped like events.
    let socket = try NetlinkSocket(.generic, groups: [], receiveBufferBytes: 4096)
    #expect(try socket.drops() == 0)
    let request = Request.genericFamily(named: Array("nlctrl".utf8))
    let requests = 300
    for _ in 0..<requests { try socket.send(request.bytes.rawBytes) }
    let drops = try socket.drops()
    var received = 0
    var losses = 0
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    var isEmpty = false
    while !isEmpty {
      do {
        _ = try socket.receive(into: &buffer)
        received += 1
      } catch {
        if error.errno == .noBufferSpace { losses += 1 } else { isEmpty = true }
        #expect([.noBufferSpace, .resourceTemporarilyUnavailable].contains(error.errno))
      }
    }
    #expect(losses == 1 && drops > 0 && received > 0)
    #expect(received + Int(drops) == 2 * requests)
    #expect(try socket.drops() == drops)
  }
}
