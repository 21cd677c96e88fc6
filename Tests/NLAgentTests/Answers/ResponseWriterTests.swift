import Foundation
import Protocol
import Syscalls
import Testing

@testable import NLAgent

private let one = Array("1".utf8)

/// What a response came to, read by Foundation.
private func read(_ response: borrowing ResponseWriter) throws -> [String: Any] {
  let data = response.json.bytes.withUnsafeBytes { Data($0) }
  return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
}

@Suite struct ResponseWriterTests {
  @Test func aResultUnderItsID() throws {
    var response = ResponseWriter(nil)
    response.respond(id: Array("1.50".utf8)) { response throws(RPCError) in
      response.json.integer(7)
    }
    let text = response.json.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    #expect(text == #"{"jsonrpc":"2.0","id":1.50,"result":7}"#)
  }

  @Test func anErrorBeforeTheFirstByteTakesTheResultBack() throws {
    var response = ResponseWriter(nil)
    response.respond(id: one) { response throws(RPCError) in
      response.json.beginObject()
      response.json.member("half", 1)
      throw RPCError(.notFound, "it is not there")
    }
    let answer = try read(response)
    #expect(Set(answer.keys) == ["jsonrpc", "id", "error"])
    #expect((answer["error"] as? [String: Any])?["code"] as? Int == -32002)
  }

  @Test func anErrorOfAListBeforeTheFirstByteIsTheAnswer() throws {
    var response = ResponseWriter(nil)
    response.respond(id: one) { response throws(RPCError) in
      try response.list("items") { response, _ throws(RPCError) in
        response.json.integer(1)
        throw RPCError(.kernelError, "refused", errno: "ENOMEM")
      }
    }
    #expect(try read(response)["error"] != nil)
  }

  @Test func aListEndsWithItsVerdict() throws {
    var response = ResponseWriter(nil)
    response.respond(id: one) { response throws(RPCError) in
      try response.list("items") { response, problems throws(RPCError) in
        for value in 0..<3 {
          response.json.integer(value)
          _ = response.recordEnded()
        }
      }
    }
    let result = try #require(read(response)["result"] as? [String: Any])
    #expect(result["items"] as? [Int] == [0, 1, 2])
    #expect(result["complete"] as? Bool == true)
    #expect(result["problems"] == nil)
  }

  @Test func problemsMakeAListIncomplete() throws {
    var response = ResponseWriter(nil)
    response.respond(id: one) { response throws(RPCError) in
      try response.list("items") { _, problems throws(RPCError) in
        problems.append(Problem(.interrupted, "it changed"))
        problems.append(Problem(.kernelError, "no", errno: "EIO", kernel: "words"))
      }
    }
    let result = try #require(read(response)["result"] as? [String: Any])
    #expect(result["items"] as? [Int] == [])
    #expect(result["complete"] as? Bool == false)
    let problems = result["problems"] as? [[String: String]]
    #expect(
      problems == [
        ["name": "interrupted", "message": "it changed"],
        ["name": "kernelError", "message": "no", "errno": "EIO", "kernel": "words"],
      ])
  }

  @Test func anAnswerInABatchIsTakenBackAlone() throws {
    var response = ResponseWriter(nil)
    response.json.beginArray()
    for number in 0..<3 {
      response.respond(id: one) { response throws(RPCError) in
        response.json.integer(number)
        if number == 1 { throw RPCError(.notFound, "none") }
      }
    }
    response.json.endArray()
    let data = response.json.bytes.withUnsafeBytes { Data($0) }
    let answers = try JSONSerialization.jsonObject(with: data) as? [[String: Any]]
    #expect(answers?.map { $0["result"] as? Int } == [0, nil, 2])
  }

  @Test func whatCannotBeTakenBackBecomesAVerdictOrTheEnd() throws {
    let pair = try UnixStream.pair()
    let client = try ClientSocket(
      UnixStream(owning: FileDescriptor(owning: dup(pair.first.number))))
    var response = ResponseWriter(client)
    response.respond(id: one) { response throws(RPCError) in
      try response.list("items") { response, _ throws(RPCError) in
        response.json.integer(1)
        response.flush()
        throw RPCError(.timedOut, "too late")
      }
    }
    response.endLine()
    response.flush()
    #expect(response.failure == nil)
    response.respond(id: one) { response throws(RPCError) in
      response.json.beginObject()
      response.flush()
      throw RPCError(.notFound, "none")
    }
    // Half an object must not look like a whole one: nothing more is sent.
    #expect(response.failure != nil)
    response.respond(id: one, error: RPCError(.parseError, "x"))
    response.flush()
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = try pair.second.receive(into: &bytes)
    let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].contains(#""complete":false,"problems":[{"name":"timedOut""#))
    #expect(lines[1] == #"{"jsonrpc":"2.0","id":1,"result":{"#)
  }

  @Test func aClientThatIsGoneEndsTheList() throws {
    let client: ClientSocket
    do {
      let pair = try UnixStream.pair()
      client = try ClientSocket(UnixStream(owning: FileDescriptor(owning: dup(pair.first.number))))
    }
    var response = ResponseWriter(client)
    var records = 0
    response.respond(id: one) { response throws(RPCError) in
      try response.list("items") { response, _ throws(RPCError) in
        repeat {
          response.json.string("some text that fills the buffer")
          records += 1
        } while response.recordEnded() && records < 100_000
      }
    }
    #expect(response.failure?.errno == .brokenPipe)
    #expect(records < 10_000)
  }
}
