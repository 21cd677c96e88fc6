import Netlink
import Syscalls
import TestSupport
import Testing

/// Reads a stream to its end.
private func play(_ steps: [ScriptedStep], room: Int = 256) throws -> (
  readings: [EventStream<ScriptedTransport>.Reading], types: [UInt16], strays: Int
) {
  var stream = EventStream(ScriptedTransport(steps))
  var buffer = [UInt8](repeating: 0, count: room)
  var readings: [EventStream<ScriptedTransport>.Reading] = []
  var types: [UInt16] = []
  repeat {
    readings.append(
      try stream.read(into: &buffer) { message throws(NetlinkError) in
        types.append(message.header.type)
        if message.header.type == 99 { throw .malformed("made up", offset: 0) }
      })
  } while readings.last != .drained
  return (readings, types, stream.strays)
}

@Suite struct EventStreamTests {
  @Test func eventsOfAnybodysPortAndNumberAreHandedOver() throws {
    let one = message(16, le32(1), sequence: 0, port: 0)
    let two = message(17, le32(2), sequence: 77, port: 4711)
    let played = try play([.datagram(one + two), .datagram(one)])
    #expect(played.readings == [.events, .events, .drained])
    #expect(played.types == [16, 17, 16])
  }

  /// Other processes can send to a multicast group; only the sender's address identifies the
  /// kernel.
  @Test func forgedEventsArePassedOver() throws {
    let event = message(16, le32(1), sequence: 0, port: 0)
    let played = try play([.datagram(event, from: 4711), .datagram(event)])
    #expect(played.readings == [.events, .events, .drained])
    #expect(played.types == [16])
    #expect(played.strays == 1)
  }

  /// The kernel reports a loss before the events that it had queued earlier.
  @Test func aLossIsReported() throws {
    let event = message(16, le32(1), sequence: 0, port: 0)
    let played = try play([
      .datagram(event), .failure(.noBufferSpace), .datagram(event), .datagram(event),
    ])
    #expect(played.readings == [.events, .lost, .events, .events, .drained])
  }

  @Test func whatCannotBeReadIsLost() throws {
    let event = message(16, le32(1), sequence: 0, port: 0)
    for step in [
      .cut(event, length: 300), .datagram(Array(event.dropLast(2))),
      .datagram(message(16, le32(1), length: 12)), .datagram(message(16, le32(1), length: 900)),
      .datagram(message(99)), .datagram([1, 2, 3]),
    ] as [ScriptedStep] {
      let played = try play([step, .datagram(event)])
      #expect(played.readings == [.lost, .events, .drained])
      #expect(played.types.last == 16)
    }
  }

  @Test func otherFailuresAreThrown() throws {
    let error = #expect(throws: SystemCallError.self) { try play([.failure(.badFileDescriptor)]) }
    #expect(error?.errno == .badFileDescriptor)
  }

  @Test func controlMessagesAreNoEvents() throws {
    #expect(try play([.datagram(message(1) + error(0) + message(20))]).types == [20])
  }

  @Test func drainingForgetsAllThatIsLeft() throws {
    let event = message(16, le32(1))
    var stream = EventStream(
      ScriptedTransport([.datagram(event), .failure(.noBufferSpace), .datagram(event)]))
    var buffer = [UInt8](repeating: 0, count: 64)
    try stream.drain(into: &buffer)
    var met = 0
    let after = try stream.read(into: &buffer) { _ in met += 1 }
    #expect(after == .drained && met == 0)
  }
}
