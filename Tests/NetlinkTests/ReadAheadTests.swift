import Syscalls
import TestSupport
import Testing

@testable import Netlink

/// The transport with a second thread, with the real kernel.
@Suite struct ReadAheadTests {
  private static let bufferBytes = 64 * 1024

  private func conversation() throws -> Conversation<ReadAheadTransport> {
    let socket = try NetlinkSocket(.sockDiag, receiveSeconds: 5)
    return Conversation(
      ReadAheadTransport(socket, bufferBytes: ReadAheadTests.bufferBytes),
      bufferBytes: ReadAheadTests.bufferBytes)
  }

  /// Connected sockets that stay open while a test counts them.
  private func pairs(_ count: Int) throws -> [Socketpair] {
    try (0..<count).map { _ in Socketpair(try UnixStream.pair()) }
  }

  private final class Socketpair {
    let pair: UnixStream.Pair
    init(_ pair: consuming UnixStream.Pair) { self.pair = pair }
  }

  @Test func aLongDumpIsWhole() throws {
    let held = try pairs(2000)
    defer { withExtendedLifetime(held) {} }
    var conversation = try conversation()
    var cookies: Set<UInt64> = []
    let verdict = try conversation.dump(.unixDump(states: .max)) { message throws(NetlinkError) in
      cookies.insert(try UnixDiagMessage(message.payload).cookie)
      return .next
    }
    #expect(cookies.count >= 4000)
    #expect(!verdict.stopped && verdict.strays == 0)
  }

  @Test func aDumpMayBeGivenUp() throws {
    let held = try pairs(2000)
    defer { withExtendedLifetime(held) {} }
    for _ in 0..<50 {
      var conversation = try conversation()
      var count = 0
      let verdict = try conversation.dump(.unixDump(states: .max)) { _ throws(NetlinkError) in
        count += 1
        return count < 10 ? .next : .stop
      }
      #expect(verdict.stopped && count == 10)
    }
  }

  @Test func aDumpMayNeverBeTaken() throws {
    for _ in 0..<50 {
      var conversation = try conversation()
      try conversation.begin(.unixDump(states: .max))
    }
  }

  @Test func twoDumpsAtOnceKeepApart() throws {
    var first = try conversation()
    var second = try conversation()
    try first.begin(.inetDump(family: 2, transport: 6, states: .max))
    try second.begin(.inetDump(family: 10, transport: 6, states: .max))
    for (index, family) in [UInt8(2), 10].enumerated() {
      let check: (borrowing Message) throws(NetlinkError) -> DumpStep = {
        message throws(NetlinkError) in
        #expect(InetDiagMessage(message.payload)?.family == family)
        return .next
      }
      _ = index == 0 ? try first.collect(check) : try second.collect(check)
    }
  }

  @Test func aRefusalArrives() throws {
    var conversation = try conversation()
    #expect(throws: NetlinkError.self) {
      // There is no such address family.
      _ = try conversation.dump(.inetDump(family: 200, transport: 6, states: .max)) { _ in .next }
    }
  }

  @Test func aFailedSendArrives() throws {
    let socket = try NetlinkSocket(.sockDiag, receiveSeconds: 5)
    var transport = ReadAheadTransport(socket, bufferBytes: ReadAheadTests.bufferBytes)
    try transport.send([UInt8](repeating: 0, count: 1 << 24))
    var buffer = [UInt8](repeating: 0, count: ReadAheadTests.bufferBytes)
    do throws(SystemCallError) {
      _ = try transport.receive(into: &buffer)
      Issue.record("nothing was sent, and something came")
    } catch {
      #expect(error.operation == "send")
      #expect(error.errno == .messageTooLong)
    }
  }

  /// After the last datagram, a caller that receives once more gets an error, and does not wait for
  /// a thread that has ended.
  @Test(.timeLimit(.minutes(1))) func nothingFollowsTheLastDatagram() throws {
    let socket = try NetlinkSocket(.sockDiag, receiveSeconds: 5)
    var transport = ReadAheadTransport(socket, bufferBytes: ReadAheadTests.bufferBytes)
    // An address family that does not exist: the only datagram is a refusal.
    try transport.send(Request.inetDump(family: 200, transport: 6, states: .max).bytes)
    var buffer = [UInt8](repeating: 0, count: ReadAheadTests.bufferBytes)
    let datagram = try transport.receive(into: &buffer)
    #expect(datagram.sourcePort == 0 && datagram.length > MessageHeader.size)
    do throws(SystemCallError) {
      _ = try transport.receive(into: &buffer)
      Issue.record("a datagram after the last one")
    } catch {
      #expect(error == SystemCallError(.resourceTemporarilyUnavailable, "recvfrom"))
    }
  }

  /// The thread stops reading exactly where the conversation stops.
  @Test func theEndIsFoundInAnyDatagram() {
    let event = message(16, [1, 2, 3, 4])
    func ends(_ bytes: [UInt8], from port: UInt32 = 0, length: Int? = nil) -> Bool {
      NetlinkDatagram(length: length ?? bytes.count, sourcePort: port).endsDump(bytes)
    }
    #expect(!ends(event + event))
    #expect(!ends([]))
    #expect(ends(done()))
    #expect(ends(event + done()))
    #expect(ends(error(-2)))
    #expect(ends(error(0)))
    // Malformed datagrams end it, at whatever message.
    #expect(ends(event + [1, 2, 3]))
    #expect(ends(message(16, [1, 2, 3, 4], length: 15)))
    #expect(ends(event + message(16, [1, 2, 3, 4], length: 21)))
    #expect(ends(event, length: event.count + 1))
    // Another process cannot end it.
    #expect(!ends(done(), from: 4711))
    #expect(!ends(event, from: 4711, length: event.count + 1))
    // What an earlier datagram left behind the end of this one is no part of it.
    #expect(!ends(event + done(), length: event.count))
  }
}
