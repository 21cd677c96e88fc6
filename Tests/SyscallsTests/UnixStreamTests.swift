import Glibc
import Syscalls
import Testing

@Suite struct UnixStreamTests {
  /// A send that timed out after it had sent some bytes must not wait for a second timeout.
  @Test func aPeerThatTakesNothingIsGivenUpAfterOneTimeout() throws {
    let pair = try UnixStream.pair()
    let timeout: Int64 = 1000
    try pair.first.setSendTimeout(milliseconds: Int(timeout))
    let bytes = [UInt8](repeating: 7, count: 4 << 20)
    let start = KernelClock.monotonicMilliseconds()
    #expect(throws: SystemCallError(.resourceTemporarilyUnavailable, "send")) {
      try pair.first.sendAll(bytes.rawBytes)
    }
    let waited = KernelClock.monotonicMilliseconds() - start
    #expect(waited >= timeout - 20 && waited < 2 * timeout - 100, "\(waited) ms")
  }

  /// The timeout counts from the last byte that was sent, so a slow reader gets all.
  @Test func aSlowPeerGetsAll() throws {
    let pair = try UnixStream.pair()
    let timeout: Int64 = 600
    try pair.first.setSendTimeout(milliseconds: Int(timeout))
    let reader = dup(pair.second.number)
    let total = 4 << 20
    try Thread.start(stackBytes: 256 * 1024) {
      let stream = UnixStream(owning: FileDescriptor(owning: reader))
      var buffer = [UInt8](repeating: 0, count: 65_536)
      var left = total
      while left > 0, let count = try? stream.receive(into: &buffer), count > 0 {
        left -= count
        KernelClock.sleep(milliseconds: 40)
      }
    }
    let bytes = [UInt8](repeating: 7, count: total)
    let start = KernelClock.monotonicMilliseconds()
    #expect(throws: Never.self) { try pair.first.sendAll(bytes.rawBytes) }
    #expect(KernelClock.monotonicMilliseconds() - start > timeout, "the reader was not slow")
  }

  @Test func aPeerThatIsGoneIsAnErrorAndNoSignal() throws {
    let pair = try UnixStream.pair()
    pair.second.shutdown(reading: true, writing: true)
    #expect(throws: SystemCallError(Errno(EPIPE), "send")) { try pair.first.sendAll([1].rawBytes) }
  }

  @Test func aReceiveWaitsNoLongerThanItsTimeout() throws {
    let pair = try UnixStream.pair()
    try pair.first.setReceiveTimeout(milliseconds: 50)
    var buffer = [UInt8](repeating: 0, count: 8)
    #expect(throws: SystemCallError(.resourceTemporarilyUnavailable, "read")) {
      _ = try pair.first.receive(into: &buffer)
    }
    #expect(throws: Never.self) { try pair.first.sendAll([UInt8]().rawBytes) }
  }
}
