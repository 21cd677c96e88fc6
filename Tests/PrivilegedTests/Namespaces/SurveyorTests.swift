import Syscalls
import TestSupport
import Testing

@testable import Privileged

@Suite struct SurveyorTests {
  private func surveyor(_ script: String, patience: Int32) -> Surveyor {
    Surveyor(program: "/bin/sh", arguments: ["-c", script], patience: patience)
  }

  @Test func aSilentSurveyorIsGivenUp() {
    let gaps = surveyor("sleep 60", patience: 50)
      .survey { _, _ in Issue.record("nothing can be found") }
    #expect(gaps.failure?.errno == .timedOut)
    #expect(gaps.stuck.isEmpty && gaps.refused.isEmpty)
  }

  @Test func aSurveyorThatEndsIsAFailure() throws {
    for script in ["exit", "echo no message >&3"] {
      let gaps = surveyor(script, patience: 30_000)
        .survey { _, _ in Issue.record("nothing can be found") }
      // It may end before it has read the request.
      let errno = try #require(gaps.failure?.errno)
      #expect([.brokenPipe, .connectionReset].contains(errno))
      #expect(gaps.stuck.isEmpty)
    }
    let missing = Surveyor(program: "/no/such/program").survey { _, _ in }
    #expect(missing.failure?.errno == .noSuchFileOrDirectory)
  }

  /// Each surveyor is killed, and the next one begins behind the process that blocked it.
  @Test(.needs(.tools("python3"))) func processesThatBlockAreLeftOut() {
    // It answers a request from process N on with "reads N + 7", and then nothing.
    let script = """
      python3 -c '
      import os, struct, time
      kind, pid = struct.unpack_from("<Ii", os.read(3, 24))
      os.write(3, struct.pack("<IiiiQ", 4, pid + 7, 0, 0, 0))
      time.sleep(60)'
      """
    let gaps = surveyor(script, patience: 5000).survey { _, _ in }
    #expect(gaps.stuck == [7, 15, 23])
    #expect(gaps.failure?.errno == .timedOut)
  }

  @Test func openingIsGivenUpToo() {
    var failure: SystemCallError?
    do throws(SystemCallError) {
      _ = try surveyor("sleep 60", patience: 50).open(.openSocket, 3, of: 1).inode
    } catch {
      failure = error
    }
    #expect(failure == SystemCallError(.timedOut, "survey"))
  }

  private func read(_ bytes: [UInt8]) -> SurveyMessage? { SurveyMessage(bytes.rawBytes) }

  @Test func messagesSurviveTheWay() {
    let message = SurveyMessage(.foundSocket, pid: 7, number: -1, inode: 0xffff_ffff_0000_0001)
    let bytes = message.bytes
    #expect(bytes.count == SurveyMessage.size)
    #expect(read(bytes) == message)
    var unknown = bytes
    unknown[0] = 200
    #expect(read(unknown) == nil)
    #expect(read(Array(bytes.dropLast())) == nil)
  }
}
