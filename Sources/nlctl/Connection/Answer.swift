internal import Protocol
internal import Syscalls

/// The parts of a response beside its records.
enum Answer {
  /// The response without its records.
  /// - Throws: the agent's error, or the reason why there is no complete response.
  static func root(
    of scanner: ResponseScanner, _ ending: Client.Ending, _ settings: Settings
  ) throws(Failure) -> JSONNode {
    guard scanner.isFinished else { throw unfinished(scanner, ending, settings) }
    let root: JSONNode
    do throws(JSONError) {
      root = try JSONReader.parse(scanner.rest, limits: .answer)
    } catch {
      throw Failure(
        .incomplete, "the answer is not valid JSON: \(error.message)", hint: otherProgramHint)
    }
    if let error = root["error"] { throw refusal(error) }
    guard root["result"] != nil else { throw withoutResult }
    return root
  }

  /// Prints the problems that a result lists.
  /// - Returns: `incomplete` if the result says that it is.
  static func reportProblems(of root: JSONNode) -> ExitStatus {
    if case .array(let names)? = root["result"]?["unsupported"]?.value {
      let words = names.compactMap { name in
        if case .string(let word) = name.value { return word }
        return nil
      }
      Diagnostics.report("this kernel cannot list sockets of \(words.joined(separator: ", "))")
    }
    guard let result = root["result"], case .bool(false)? = result["complete"]?.value else {
      return .success
    }
    var problems: [JSONNode] = []
    if case .array(let nodes)? = result["problems"]?.value { problems = nodes }
    if problems.isEmpty { Diagnostics.report("incomplete") }
    for problem in problems {
      let message = text(problem, "message") ?? "a problem without a message"
      Diagnostics.report("incomplete: \(message)\(details(problem))")
    }
    return .incomplete
  }

  /// The failure that an error response means.
  /// - Parameter error: the member `error`.
  static func refusal(_ error: JSONNode) -> Failure {
    let data = error["data"]
    let message = text(error, "message") ?? "the agent refused the request and gave no reason"
    var failure = Failure(
      .refused, message + (data.map { details($0) } ?? ""),
      hint: data.flatMap { text($0, "hint") })
    if case .number(let column)? = data?["column"]?.value {
      failure.column = column.uint64.flatMap { Int(exactly: $0) }
    }
    return failure
  }

  /// A response with neither a result nor an error.
  static let withoutResult = Failure(
    .incomplete, "the answer has no result", hint: otherProgramHint)

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
    let parts = [text(node, "errno"), text(node, "kernel").map { "the kernel says: \($0)" }]
      .compactMap { $0 }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: "; ")))"
  }

  private static func text(_ node: JSONNode, _ name: String) -> String? {
    guard case .string(let text)? = node[name]?.value else { return nil }
    return text
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
    case .failed(let error):
      return Failure(.incomplete, "the answer broke off\(position): \(error.explanation)")
    case .tooLong:
      return Failure(
        .incomplete, "the answer is longer than any of nlagent's", hint: otherProgramHint)
    case .whole, .hungUp, .outputClosed: break
    }
    // Nothing is left of parts that were scanned to their ends, but their records were counted.
    if scanner.rest.isEmpty, count == 0 {
      return Failure(
        .unreachable, "the agent closed the connection without an answer", hint: logHint)
    }
    let first = scanner.rest.first { $0 > UInt8(ascii: " ") }
    guard count > 0 || first == UInt8(ascii: "{") else { return foreignProgram(settings) }
    return Failure(
      .incomplete, "the answer broke off\(position): the agent closed the connection",
      hint: "The output is incomplete. \(logHint)")
  }
}
