internal import Protocol
internal import Syscalls

/// The parts of a response beside its records.
enum Answer {
  /// The response without its records.
  /// - Throws: the agent's error, or the reason why there is no complete response.
  static func root(
    of scanner: ResponseScanner, _ ending: Client.Ending, _ settings: Settings
  ) throws(Failure) -> JSONNode {
    guard scanner.isFinished, ending == .whole else {
      throw unfinished(scanner, ending, settings)
    }
    let root = try response(scanner.rest)
    if let error = root["error"] { throw refusal(error) }
    guard let result = root["result"] else { throw withoutResult }
    guard case .object = result.value else { throw foreign("its result is no object") }
    guard !scanner.hasMore else { throw foreign("something follows it that was not requested") }
    guard scanner.partCount == 0 || number(result, "parts") == UInt64(scanner.partCount) else {
      throw Failure(.incomplete, "a part of the answer is missing", hint: logHint)
    }
    return root
  }

  /// A response to the request with the id 1, from a line.
  /// - Throws: why it is none.
  static func response(_ line: [UInt8]) throws(Failure) -> JSONNode {
    let root: JSONNode
    do throws(JSONError) {
      root = try JSONReader.parse(line, limits: .answer)
    } catch {
      throw foreign("it is not valid JSON: \(error.message)")
    }
    guard case .object = root.value else { throw foreign("it is no object") }
    // White space that moves the cursor of a terminal must not be printed.
    guard line.allSatisfy({ $0 >= UInt8(ascii: " ") }) else { throw foreign("it is not one line") }
    guard string(root, "jsonrpc") == "2.0" else { throw foreign("it is not JSON-RPC 2.0") }
    guard root["result"] == nil || root["error"] == nil else {
      throw foreign("it has a result and an error")
    }
    let hasID = number(root, "id") == Request.id
    // An agent that refuses a connection has not read the id of a request.
    if !hasID {
      guard root["error"] != nil, case .null? = root["id"]?.value else {
        throw foreign("its id is not that of the request")
      }
    }
    return root
  }

  /// Prints the problems that a result lists.
  /// - Parameter mustSay: whether the result must say if it is complete.
  /// - Returns: `incomplete` if the result says that it is.
  /// - Throws: `incomplete` if it does not say it.
  static func reportProblems(
    of root: JSONNode, mustSay: Bool
  ) throws(Failure) -> ExitStatus {
    let result = root["result"]
    if case .array(let names)? = result?["unsupported"]?.value {
      let words = names.compactMap { name in
        if case .string(let word) = name.value { return word }
        return nil
      }
      Diagnostics.report("this kernel cannot list sockets of \(words.joined(separator: ", "))")
    }
    switch result?["complete"]?.value {
    case .bool(true): return .success
    case .bool(false): break
    case nil where !mustSay: return .success
    default: throw withoutVerdict
    }
    var problems: [JSONNode] = []
    if case .array(let nodes)? = result?["problems"]?.value { problems = nodes }
    if problems.isEmpty { Diagnostics.report("incomplete") }
    for problem in problems {
      let message = string(problem, "message") ?? "a problem without a message"
      Diagnostics.report("incomplete: \(message)\(details(problem))")
    }
    return .incomplete
  }

  /// The failure that an error response means.
  /// - Parameter error: the member `error`.
  static func refusal(_ error: JSONNode) -> Failure {
    let data = error["data"]
    let message = string(error, "message") ?? "the agent refused the request and gave no reason"
    var failure = Failure(
      .refused, message + (data.map { details($0) } ?? ""),
      hint: data.flatMap { string($0, "hint") })
    failure.column = data.flatMap { number($0, "column") }.flatMap { Int(exactly: $0) }
    return failure
  }

  /// A response with neither a result nor an error.
  static let withoutResult = Failure(
    .incomplete, "the answer has no result", hint: otherProgramHint)

  /// A result without the list of its method.
  static func withoutList(_ name: String) -> Failure { foreign("it has no list \"\(name)\"") }

  /// A list that does not say whether it is complete.
  static let withoutVerdict = foreign("it does not say whether it is complete")

  /// An answer that is none of nlagent's.
  /// - Parameter reason: what is wrong with it.
  static func foreign(_ reason: String) -> Failure {
    Failure(.incomplete, "the answer is not one of nlagent's: \(reason)", hint: otherProgramHint)
  }

  /// An answer that does not begin like a JSON object.
  static func foreignProgram(_ settings: Settings) -> Failure {
    Failure(
      .incomplete, "the program that listens on \(settings.socket) does not answer like nlagent",
      hint: otherProgramHint)
  }

  static let logHint = "The reason may be in its log: journalctl -u nlagent"

  private static let otherProgramHint =
    "Check --socket and NLAGENT_SOCKET: another program may listen there."

  private static func details(_ node: JSONNode) -> String {
    let parts = [string(node, "errno"), string(node, "kernel").map { "the kernel says: \($0)" }]
      .compactMap { $0 }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: "; ")))"
  }

  private static func string(_ node: JSONNode, _ name: String) -> String? {
    guard case .string(let text)? = node[name]?.value else { return nil }
    return text
  }

  private static func number(_ node: JSONNode, _ name: String) -> UInt64? {
    guard case .number(let number)? = node[name]?.value else { return nil }
    return number.uint64
  }

  private static func unfinished(
    _ scanner: ResponseScanner, _ ending: Client.Ending, _ settings: Settings
  ) -> Failure {
    let count = scanner.recordCount
    let position = count == 0 ? "" : count == 1 ? " after 1 record" : " after \(count) records"
    switch ending {
    case .timedOut:
      let seconds = Double(settings.timeoutMilliseconds ?? 0) / 1000
      return Failure(
        .unreachable,
        "no complete answer within \(seconds) s\(position.isEmpty ? "" : "; it ends" + position)",
        hint: "Allow more time with --timeout.")
    case .unsent(let error):
      return lost(.unreachable, "the request cannot be sent: \(error.explanation)")
    case .failed(let error):
      return lost(.incomplete, "the answer broke off\(position): \(error.explanation)")
    case .unusable(let failure): return foreign(explain(failure))
    case .badRecord: return foreign("a record is not valid JSON")
    case .stopped: return foreign("what precedes its list is not valid JSON, or it came in parts")
    case .whole, .hungUp: break
    }
    // Nothing is left of parts that were scanned to their ends, but their records were counted.
    if scanner.rest.isEmpty, count == 0 {
      return lost(
        .unreachable, "the agent closed the connection without an answer", hint: logHint)
    }
    let first = scanner.rest.first { $0 > UInt8(ascii: " ") }
    guard count > 0 || first == UInt8(ascii: "{") else { return foreignProgram(settings) }
    return lost(
      .incomplete, "the answer broke off\(position): the agent closed the connection",
      hint: "The output is incomplete. \(logHint)")
  }

  private static func lost(
    _ status: ExitStatus, _ message: String, hint: String? = nil
  ) -> Failure {
    var failure = Failure(status, message, hint: hint)
    failure.isConnectionLost = true
    return failure
  }

  private static func explain(_ failure: ResponseScanner.Failure) -> String {
    switch failure {
    case .tooLong:
      "beside its records it is longer than \(ResponseScanner.restLimit >> 20) MiB"
    case .recordTooLong:
      "a record is longer than \(ResponseScanner.recordLimit >> 20) MiB"
    case .brokenList: "its list is not valid JSON"
    case .foreignPart: "a notification is no part of it"
    }
  }
}
