import Limits
import Privileged
import Syscalls
import Testing

@testable import NLAgent

extension TaskExitFilter {
  /// A filter that lets everything through.
  static var none: TaskExitFilter {
    TaskExitFilter(
      rule: .all,
      caller: Caller(PeerCredentials(pid: Process.id, uid: Process.userID, gid: 0)))
  }
}

extension TaskExitQueue {
  /// Takes everything, and returns the messages and how many were lost.
  func takeAll() throws -> (messages: [[UInt8]], lost: UInt64) {
    var messages: [[UInt8]] = []
    var lost: UInt64 = 0
    while true {
      let taken = try take()
      if taken.isEmpty { return (messages, lost) }
      lost += taken.lost
      guard let chunk = taken.chunk else { continue }
      #expect(chunk.bytes.count <= Limits.taskExitChunkBytes)
      var offset = 0
      for length in chunk.lengths {
        messages.append(Array(chunk.bytes[offset..<offset + length]))
        offset += length
      }
      #expect(offset == chunk.bytes.count)
    }
  }
}

@Suite struct TaskExitQueueTests {
  private func message(_ number: Int, bytes: Int = 600) -> [UInt8] {
    [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: bytes)
  }

  private func isReadable(_ queue: TaskExitQueue) throws -> Bool {
    try !Poll.readable([queue.number], milliseconds: 0).isEmpty
  }

  @Test func messagesComeInTheirOrder() throws {
    let queue = try TaskExitQueue(.none)
    #expect(try !isReadable(queue) && queue.take().isEmpty)
    // More than one chunk.
    let sent = (0..<500).map { message($0, bytes: 500 + $0 % 7) }
    for each in sent { queue.add(each) }
    #expect(try isReadable(queue))
    let (received, lost) = try queue.takeAll()
    #expect(received == sent && lost == 0)
    #expect(try !isReadable(queue))
  }

  /// The descriptor is readable again for each message after everything was taken, and for a loss.
  @Test func theReaderIsWokenAgain() throws {
    let queue = try TaskExitQueue(.none)
    for number in 0..<3 {
      queue.add(message(number))
      queue.add(message(number))
      #expect(try isReadable(queue))
      #expect(try queue.takeAll().messages.count == 2)
      #expect(try !isReadable(queue))
    }
    queue.lose(3)
    #expect(try isReadable(queue))
    let taken = try queue.take()
    #expect(taken.lost == 3 && taken.chunk == nil && !taken.hasUncountedLoss)
    queue.lose(nil)
    #expect(try queue.take().hasUncountedLoss)
    #expect(try queue.take().isEmpty && !isReadable(queue))
  }

  /// What does not fit is counted, and the room is there again once something was taken.
  @Test func whatHasNoRoomIsLost() throws {
    let queue = try TaskExitQueue(.none, room: 6000)
    for number in 0..<25 { queue.add(message(number)) }
    queue.lose(100)
    var (received, lost) = try queue.takeAll()
    #expect(received == (0..<10).map { message($0) })
    #expect(lost == 115)
    queue.add(message(77))
    (received, lost) = try queue.takeAll()
    #expect(received == [message(77)] && lost == 0)
  }

  /// The messages and the losses of before come first.
  @Test func aFailureComesLast() throws {
    let queue = try TaskExitQueue(.none, room: 600)
    queue.add(message(1))
    queue.add(message(2))
    queue.fail(SystemCallError(.badFileDescriptor, "recvfrom"))
    #expect(try isReadable(queue))
    let taken = try queue.take()
    #expect(taken.chunk?.lengths == [600] && taken.lost == 1)
    #expect(try isReadable(queue))
    #expect(throws: SystemCallError(.badFileDescriptor, "recvfrom")) { try queue.take() }
  }

  /// A thread that adds and one that polls and takes: nothing is missed, nothing comes twice.
  @Test func noWakeupIsMissed() throws {
    let queue = try TaskExitQueue(.none, room: 60_000)
    let count = 20_000
    try Thread.start(stackBytes: 1 << 18) {
      for number in 0..<count { queue.add([UInt8(truncatingIfNeeded: number)]) }
      queue.fail(SystemCallError(.ioError, "recvfrom"))
    }
    var received = 0
    var lost: UInt64 = 0
    while true {
      try #require(try !Poll.readable([queue.number], milliseconds: 60_000).isEmpty)
      guard let taken = try? queue.take() else { break }
      received += taken.chunk?.lengths.count ?? 0
      lost += taken.lost
    }
    #expect(received + Int(lost) == count)
  }
}
