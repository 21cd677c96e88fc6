import Glibc
import Limits
import Netlink
import Protocol
import Synchronization
import Syscalls
import Testing

@testable import NLAgent

/// Takes all that an agent sends, in a thread of its own.
private final class Reader: Sendable {
  private let taken = Mutex<(bytes: [UInt8], isAtEnd: Bool)>(([], false))

  init(_ stream: consuming UnixStream) throws {
    let stream = Held(stream)
    try Thread.start(stackBytes: 256 * 1024) { [self] in
      var buffer = [UInt8](repeating: 0, count: 64 * 1024)
      while let count = try? stream.stream.receive(into: &buffer), count > 0 {
        taken.withLock { $0.bytes += buffer[0..<count] }
      }
      taken.withLock { $0.isAtEnd = true }
    }
  }

  /// All bytes, once the agent's end is closed.
  func all() -> [UInt8] {
    while !taken.withLock({ $0.isAtEnd }) { KernelClock.sleep(milliseconds: 1) }
    return taken.withLock { $0.bytes }
  }

  private final class Held: Sendable {
    let stream: UnixStream
    init(_ stream: consuming UnixStream) { self.stream = stream }
  }
}

private let changed = Problem(.interrupted, "it changed")

/// Writes a list of `attempts(number)` records of some 100 bytes in each attempt.
private func list(
  _ attempt: (Int) -> (records: Int, problems: [Problem])
) throws -> (result: JSONNode, attempts: Int) {
  let client: ClientSocket
  let reader: Reader
  do {
    let pair = try UnixStream.pair()
    client = try ClientSocket(duplicate(pair.first))
    reader = try Reader(duplicate(pair.second))
  }
  var attempts = 0
  do {
    var response = ResponseWriter(client)
    try response.list("records") { response, problems throws(RPCError) in
      try response.wholeDump(&problems) { response throws(RPCError) in
        attempts += 1
        let (records, problems) = attempt(attempts)
        for _ in 0..<records {
          do throws(NetlinkError) {
            _ = try response.record { json throws(NetlinkError) in
              json.beginObject()
              json.member("attempt", attempts)
              json.member("text", String(repeating: "x", count: 80))
              json.endObject()
            }
          } catch {
            throw RPCError(error, doing: "write")
          }
        }
        return problems
      }
    }
    response.flush()
    client.stream.shutdown(reading: true, writing: true)
  }
  return (try JSONReader.parse(reader.all(), limits: .answer), attempts)
}

/// A second descriptor of a stream: the two of a pair cannot be taken apart.
private func duplicate(_ stream: borrowing UnixStream) -> UnixStream {
  UnixStream(owning: FileDescriptor(owning: dup(stream.number)))
}

@Suite("A dump that is held back")
struct WholeDumpTests {
  private let many = Limits.wholeDumpBytes / 100 + 1000

  @Test func isSentAsItIsWhenNothingChanged() throws {
    let (result, attempts) = try list { _ in (3, []) }
    #expect(attempts == 1)
    #expect(result["complete"]?.flag == true)
    #expect(result["records"]?.elements?.count == 3)
  }

  @Test func isTakenBackAndMadeAgainWhenItWasInterrupted() throws {
    let (result, attempts) = try list { ($0 * 10, $0 < 3 ? [changed] : []) }
    #expect(attempts == 3)
    #expect(result["complete"]?.flag == true)
    #expect(result["problems"] == nil)
    let records = try #require(result["records"]?.elements)
    #expect(records.count == 30)
    #expect(records.allSatisfy { $0["attempt"]?.number == 3 })
  }

  @Test func isSentWithItsProblemAfterTheLastRetry() throws {
    let (result, attempts) = try list { _ in (3, [changed]) }
    #expect(attempts == Limits.dumpRetries + 1)
    #expect(result["complete"]?.flag == false)
    #expect(result["problems"]?.elements?.map { $0["name"]?.text } == ["interrupted"])
    #expect(result["records"]?.elements?.count == 3)
  }

  @Test func isHeldBackLongerThanOneChunk() throws {
    let count = Limits.outputChunkBytes / 100 * 3
    let (result, attempts) = try list { (count, $0 == 1 ? [changed] : []) }
    #expect(attempts == 2)
    #expect(result["complete"]?.flag == true)
    #expect(result["records"]?.elements?.count == count)
  }

  @Test func isStreamedAndJudgedBeyondTheBound() throws {
    let (result, attempts) = try list { _ in (many, [changed]) }
    #expect(attempts == 1)
    #expect(result["complete"]?.flag == false)
    #expect(result["records"]?.elements?.count == many)
  }

  @Test func takesBackARecordThatCannotBeWritten() throws {
    var response = ResponseWriter(nil)
    response.json.beginArray()
    #expect(throws: NetlinkError.self) {
      _ = try response.record { json throws(NetlinkError) in
        json.beginObject()
        json.member("half", 1)
        throw .malformed("cut short", offset: 0)
      }
    }
    response.json.endArray()
    #expect(try MethodRun.parse(response.json).elements?.isEmpty == true)
  }
}
