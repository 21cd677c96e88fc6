import Foundation
import Syscalls
import TestSupport

/// A raw client: bytes out, lines in.
final class TestClient {
  private let stream: UnixStream
  private var buffer: [UInt8] = []

  init(_ path: String) throws {
    stream = try UnixStream(connectingTo: path)
    try stream.setReceiveTimeout(milliseconds: 120_000)
  }

  func send(_ text: String) throws {
    try send(Array(text.utf8))
  }

  func send(_ bytes: [UInt8]) throws {
    try stream.sendAll(bytes.rawBytes)
  }

  func sendLine(_ text: String) throws {
    try send(text + "\n")
  }

  /// Whether the agent has read all that was sent.
  var isAllTaken: Bool { isAllTakenByPeer(stream.number) }

  /// Sends no more; the agent still answers.
  func endInput() {
    stream.shutdown(reading: false, writing: true)
  }

  /// The next line without its line feed; nil at the end.
  func line() throws -> String? {
    var searched = 0
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0a) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 1)
        return line
      }
      // Long answers are not searched from their start each time.
      searched = buffer.count
      guard let more = try receive() else { return nil }
      buffer += more
    }
  }

  /// Some bytes as they come; nil at the end.
  func receive() throws -> [UInt8]? {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = try stream.receive(into: &chunk)
    return count == 0 ? nil : Array(chunk[..<count])
  }

  /// Receives everything up to a text, for calls of `line` later.
  func receive(until text: String) throws {
    let wanted = Array(text.utf8)
    var searched = 0
    while buffer[searched...].firstRange(of: wanted) == nil {
      searched = max(0, buffer.count - wanted.count)
      guard let more = try receive() else { throw HarnessError("the agent hung up") }
      buffer += more
    }
  }

  /// Everything up to the end.
  func rest() throws -> String {
    while let more = try receive() { buffer += more }
    defer { buffer = [] }
    return String(decoding: buffer, as: UTF8.self)
  }

  /// The next line, read by Foundation.
  func answer() throws -> JSON {
    guard let line = try line() else { throw HarnessError("the agent hung up") }
    return try JSON(line)
  }

  /// Calls a method and gives the result back; an error throws. Events of subscriptions that come
  /// before it are passed over.
  func ask(_ method: String, _ parameters: Any? = nil) throws -> JSON {
    var request: [String: Any] = ["jsonrpc": "2.0", "id": 1, "method": method]
    if let parameters { request["params"] = parameters }
    try sendLine(
      String(decoding: try JSONSerialization.data(withJSONObject: request), as: UTF8.self))
    var response = try answer()
    while response["id"].isAbsent { response = try answer() }
    guard response["error"].isAbsent else { throw HarnessError("\(response)") }
    return response["result"]
  }
}
