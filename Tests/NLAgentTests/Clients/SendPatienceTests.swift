import Glibc
import Limits
import Synchronization
import Syscalls
import Testing

@testable import NLAgent

@Suite struct SendPatienceTests {
  /// How many seconds a client is waited for that takes `bytes` in each of its pauses of
  /// `milliseconds`; nil if for ever.
  private func seconds(_ bytes: Int, every milliseconds: Int64) -> Int64? {
    var patience = SendPatience()
    var waited: Int64 = 0
    while !patience.isSpent {
      guard waited < 86_400_000 else { return nil }
      // As the sends do: waits of a second in which the client takes nothing, and the last one.
      var left = milliseconds
      while left > 1000, !patience.isSpent {
        patience.spend(milliseconds: 1000, sent: 0)
        waited += 1000
        left -= 1000
      }
      if patience.isSpent { break }
      patience.spend(milliseconds: left, sent: bytes)
      waited += left
    }
    return waited / 1000
  }

  @Test func whoReadsNothingIsGivenUp() {
    #expect(seconds(0, every: 1000) == Int64(Limits.writeStallSeconds))
  }

  /// One buffer of the kernel every 20 seconds restarts no clock.
  @Test func whoReadsALittleNowAndThenIsGivenUp() {
    for (bytes, pause) in [(1, 29_000), (36_864, 20_000), (36_864, 10_000), (3000, 1000)] {
      let waited = seconds(bytes, every: Int64(pause)) ?? .max
      #expect(waited <= 600, "\(bytes) in \(pause) ms")
    }
  }

  @Test func whoReadsSlowlyGetsAll() {
    for (bytes, pause) in [(4200, 1000), (36_864, 8000), (120_000, 29_000), (1 << 20, 29_000)] {
      #expect(seconds(bytes, every: Int64(pause)) == nil, "\(bytes) in \(pause) ms")
    }
  }

  /// What was read fast before buys no time.
  @Test func patienceIsNotSaved() {
    var patience = SendPatience(milliseconds: 30_000, bytesPerSecond: 4096)
    patience.spend(milliseconds: 10, sent: 100 << 20)
    patience.spend(milliseconds: 29_999, sent: 0)
    #expect(!patience.isSpent)
    patience.spend(milliseconds: 1, sent: 0)
    #expect(patience.isSpent)
  }

  /// The same with a real socket and short limits: the reader makes room again and again.
  @Test func aTricklingReaderIsGivenUp() throws {
    let pair = try UnixStream.pair()
    let client = try ClientSocket(
      UnixStream(owning: FileDescriptor(owning: dup(pair.first.number))), checkMilliseconds: 20)
    let reader = dup(pair.second.number)
    let isDone = Atomic(false)
    try Thread.start(stackBytes: 256 * 1024) {
      let stream = UnixStream(owning: FileDescriptor(owning: reader))
      var buffer = [UInt8](repeating: 0, count: 40 * 1024)
      while !isDone.load(ordering: .relaxed), let count = try? stream.receive(into: &buffer),
        count > 0
      {
        KernelClock.sleep(milliseconds: 150)
      }
    }
    // The reader takes 270 KB/s and pauses for half of the patience.
    var patience = SendPatience(milliseconds: 300, bytesPerSecond: 1 << 20)
    let bytes = [UInt8](repeating: 7, count: 16 << 20)
    var calls = 0
    let error = #expect(throws: SystemCallError.self) {
      try client.send(bytes.rawBytes, &patience) { _ throws(SystemCallError) in calls += 1 }
    }
    isDone.store(true, ordering: .relaxed)
    #expect(error == SystemCallError(.resourceTemporarilyUnavailable, "send"))
    #expect(calls > 2)
  }

  /// The same reader is slow and honest where the limit is lower.
  @Test func aSlowReaderGetsAll() throws {
    let pair = try UnixStream.pair()
    let client = try ClientSocket(
      UnixStream(owning: FileDescriptor(owning: dup(pair.first.number))), checkMilliseconds: 20)
    let reader = dup(pair.second.number)
    let total = 2 << 20
    try Thread.start(stackBytes: 256 * 1024) {
      let stream = UnixStream(owning: FileDescriptor(owning: reader))
      var buffer = [UInt8](repeating: 0, count: 64 * 1024)
      var left = total
      while left > 0, let count = try? stream.receive(into: &buffer), count > 0 {
        left -= count
        KernelClock.sleep(milliseconds: 20)
      }
    }
    var patience = SendPatience(milliseconds: 10_000, bytesPerSecond: 4096)
    let bytes = [UInt8](repeating: 7, count: total)
    #expect(throws: Never.self) { try client.send(bytes.rawBytes, &patience) }
  }

  /// What the agent finds out during the wait ends it.
  @Test func aBlockedSendCanBeEnded() throws {
    let pair = try UnixStream.pair()
    let client = try ClientSocket(
      UnixStream(owning: FileDescriptor(owning: dup(pair.first.number))), checkMilliseconds: 20)
    var patience = SendPatience()
    let bytes = [UInt8](repeating: 7, count: 16 << 20)
    let gone = SystemCallError(.staleNFSFileHandle, "send")
    var waited: Int64 = 0
    #expect(throws: gone) {
      try client.send(bytes.rawBytes, &patience) { milliseconds throws(SystemCallError) in
        waited += milliseconds
        if waited >= 200 { throw gone }
      }
    }
    _ = pair.second.number
  }
}
