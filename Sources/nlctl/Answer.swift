internal import Protocol
internal import Syscalls

/// What a response says besides its records.
enum Answer {
  /// Reads the response without its records.
  /// - Throws: the agent's error, or why there is no whole response.
  static func root(
    of scanner: ResponseScanner, _ ending: Client.Ending, _ settings: Settings
  ) throws(Failure) -> JSONNode {
    guard scanner.isFinished else { throw broken(scanner, ending, settings) }
    let root: JSONNode
    do throws(JSONError) {
      root = try JSONReader.parse(scanner.rest, limits: .answer)
    } catch {
      throw Failure(
        .incomplete, "the answer cannot be read: \(error.message)",
        hint: "Is it an nlagent that listens there?")
    }
    if let error = root["error"] { throw refusal(error) }
    guard root["result"] != nil else {
      throw Failure(.incomplete, "the answer has no result", hint: "Is it an nlagent?")
    }
    return root
  }

  /// Tells what makes a list incomplete.
  static func verdict(_ root: JSONNode) -> ExitStatus {
    if case .array(let names)? = root["result"]?["unsupported"]?.value {
      let words = names.compactMap { name in
        if case .string(let word) = name.value { return word }
        return nil
      }
      NLCtl.complain("this kernel cannot list sockets of \(words.joined(separator: ", "))")
    }
    guard let result = root["result"], case .bool(false)? = result["complete"]?.value else {
      return .success
    }
    var problems: [JSONNode] = []
    if case .array(let nodes)? = result["problems"]?.value { problems = nodes }
    if problems.isEmpty { NLCtl.complain("incomplete") }
    for problem in problems {
      NLCtl.complain("incomplete: \(text(problem, "message") ?? "a problem")\(details(problem))")
    }
    return .incomplete
  }

  static func refusal(_ error: JSONNode) -> Failure {
    let data = error["data"]
    let message = text(error, "message") ?? "the agent refused, and does not say why"
    var failure = Failure(
      .refused, message + (data.map { details($0) } ?? ""),
      hint: data.flatMap { text($0, "hint") })
    if case .number(let column)? = data?["column"]?.value {
      failure.column = column.uint64.flatMap { Int(exactly: $0) }
    }
    return failure
  }

  private static func details(_ node: JSONNode) -> String {
    let parts = [text(node, "errno"), text(node, "kernel").map { "the kernel says: \($0)" }]
      .compactMap { $0 }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: "; ")))"
  }

  private static func text(_ node: JSONNode, _ name: String) -> String? {
    guard case .string(let text)? = node[name]?.value else { return nil }
    return text
  }

  private static func broken(
    _ scanner: ResponseScanner, _ ending: Client.Ending, _ settings: Settings
  ) -> Failure {
    let count = scanner.recordCount
    let some = count == 0 ? "" : count == 1 ? " after 1 record" : " after \(count) records"
    switch ending {
    case .timedOut:
      let seconds = Double(settings.timeoutMilliseconds ?? 0) / 1000
      return Failure(
        .unreachable,
        "no whole answer within \(seconds) s\(some.isEmpty ? "" : "; it ends" + some)",
        hint: "Give it more time with --timeout.")
    case .failed(let error):
      return Failure(.incomplete, "the answer broke off\(some): \(error.explanation)")
    case .tooLong:
      return Failure(.incomplete, "the answer is too long to be an nlagent's")
    default: break
    }
    if scanner.rest.isEmpty {
      return Failure(
        .unreachable, "the agent hung up without an answer",
        hint: "Its log may say why: journalctl -u nlagent")
    }
    guard scanner.rest.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else {
      return Failure(
        .incomplete, "what listens on \(settings.socket) does not answer as an nlagent does")
    }
    return Failure(
      .incomplete, "the answer broke off\(some): the agent ended",
      hint: "What was printed is not all. Its log may say why: journalctl -u nlagent")
  }
}
