import Foundation
import Protocol
import Syscalls
import Testing

@testable import NLAgent

/// The lines an answer came to, each read by Foundation.
private func lines(_ response: borrowing ResponseWriter) throws -> [[String: Any]] {
  let text = response.json.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  return try text.split(separator: "\n").map {
    try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
  }
}

private func answer(
  _ count: Int, partSize: Int, _ client: ClientSocket? = nil,
  then end: RPCError? = nil
) -> ResponseWriter {
  var response = ResponseWriter(client)
  response.respond(id: Array(#""a b""#.utf8)) { response throws(RPCError) in
    response.parts = ListParts(id: Array(#""a b""#.utf8), size: partSize)
    try response.list("items") { response, _ throws(RPCError) in
      for value in 0..<count {
        response.json.integer(value)
        guard response.recordEnded() else { return }
      }
      if let end { throw end }
    }
  }
  response.endLine()
  return response
}

@Suite struct ListPartsTests {
  @Test(arguments: [
    (0, 2, [Int]()), (1, 2, [1]), (2, 2, [2]), (3, 2, [2, 1]), (4, 2, [2, 2]), (3, 100, [3]),
    (5, 1, [1, 1, 1, 1, 1]),
  ])
  func partsAreFullButTheLast(_ count: Int, _ size: Int, _ expected: [Int]) throws {
    var lines = try lines(answer(count, partSize: size))
    let last = lines.removeLast()
    let parts = lines.compactMap { $0["params"] as? [String: Any] }
    #expect(parts.count == lines.count)
    #expect(lines.allSatisfy { $0["method"] as? String == "part" && $0["id"] == nil })
    #expect(parts.allSatisfy { $0["id"] as? String == "a b" })
    let items = parts.map { $0["items"] as? [Int] ?? [] }
    #expect(items.map(\.count) == expected)
    #expect(items.flatMap { $0 } == Array(0..<count))
    #expect(last["id"] as? String == "a b")
    let result = try #require(last["result"] as? [String: Any])
    #expect(result["items"] as? [Int] == [])
    #expect(result["parts"] as? Int == expected.count)
    #expect(result["complete"] as? Bool == true)
  }

  @Test func anErrorBeforeTheFirstByteTakesThePartsBack() throws {
    let lines = try lines(answer(5, partSize: 2, then: RPCError(.kernelError, "no")))
    #expect(lines.count == 1)
    #expect(lines[0]["error"] != nil)
  }

  @Test func withoutPartsTheListIsInTheResponse() throws {
    var response = answer(5, partSize: 2)
    response.json.removeAll()
    response.respond(id: Array("2".utf8)) { response throws(RPCError) in
      try response.list("items") { response, _ throws(RPCError) in
        response.json.integer(1)
        _ = response.recordEnded()
      }
    }
    let result = try #require(try lines(response)[0]["result"] as? [String: Any])
    #expect(result["items"] as? [Int] == [1])
    #expect(result["parts"] == nil)
  }

  /// An interrupted dump is read again, as long as no part has left.
  @Test func partsOfAnInterruptedDumpAreTakenBack() throws {
    var response = ResponseWriter(nil)
    var attempts = 0
    response.respond(id: Array("1".utf8)) { response throws(RPCError) in
      response.parts = ListParts(id: Array("1".utf8), size: 2)
      try response.list("items") { response, problems throws(RPCError) in
        try response.wholeDump(&problems) { response throws(RPCError) in
          attempts += 1
          for value in 0..<(attempts == 1 ? 5 : 3) {
            response.json.integer(value)
            _ = response.recordEnded()
          }
          return attempts == 1 ? [.interrupted("items")] : []
        }
      }
    }
    let lines = try lines(response)
    #expect(attempts == 2)
    let items = lines.dropLast().map {
      ($0["params"] as? [String: Any])?["items"] as? [Int] ?? []
    }
    #expect(items == [[0, 1], [2]])
    #expect((lines.last?["result"] as? [String: Any])?["parts"] as? Int == 2)
  }
}
