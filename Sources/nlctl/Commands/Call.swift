internal import Protocol
internal import Syscalls

extension Command {
  static let call = Command(
    name: "call", operands: "[METHOD [JSON | NAME=VALUE ...]]", operandCount: 0...64,
    summary: "call any method by its name",
    details: """
      Calls METHOD and prints its result as JSON. The parameters are one JSON object,
      or NAME=VALUE: a VALUE that is valid JSON is sent as such, any other VALUE is
      sent as a string. Without METHOD it lists the methods. An error of the agent is
      printed as JSON to standard error.
      """,
    examples: [
      ("nlctl call status", "a method without parameters"),
      (#"nlctl call inetConnections family=v4 'states=["LISTEN"]'"#, "two parameters"),
      (#"nlctl call inetConnections '{"family":"v4"}'"#, "the same as one object"),
    ],
    formats: false,
    run: { invocation throws(Failure) in
      let settings = try Settings(invocation)
      guard let method = invocation.operands.first else {
        return try TextOutput.print(MethodHelp.list(MethodContract.all))
      }
      let parameters = try CallCommand.parameters(invocation)
      try CallCommand.check(parameters, invocation)
      return try CallCommand.run(method, parameters, settings)
    })
}

/// The work of `nlctl call`.
enum CallCommand {
  /// The JSON text of `params`.
  static func parameters(_ invocation: Invocation) throws(Failure) -> [UInt8] {
    let words = invocation.operands.dropFirst()
    if let text = words.first, let start = text.utf8.first(where: { $0 > UInt8(ascii: " ") }),
      start == UInt8(ascii: "{") || start == UInt8(ascii: "[")
    {
      guard words.count == 1 else {
        throw invocation.usage("parameters are one JSON text, or all NAME=VALUE")
      }
      do throws(JSONError) {
        _ = try JSONReader.parse(Array(text.utf8))
      } catch {
        throw invocation.usage(error.message)
      }
      return oneLine(Array(text.utf8))
    }
    var json = JSONWriter(capacity: 512)
    json.beginObject()
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw invocation.usage("parameters are NAME=VALUE or one JSON object, not \"\(word)\"")
      }
      json.key(dynamic: String(parts[0]))
      let text = Array(parts[1].utf8)
      if (try? JSONReader.parse(text)) != nil {
        json.value(oneLine(text))
      } else {
        json.string(String(parts[1]))
      }
    }
    json.endObject()
    return json.bytes.copied
  }

  /// A request is one line. In valid JSON line feeds are white space, since strings escape them.
  private static func oneLine(_ json: [UInt8]) -> [UInt8] {
    json.map {
      $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0
    }
  }

  /// Refuses `partSize`: it changes the framing of the answer, and nlctl prints a list as it arrives
  /// without it.
  static func check(_ parameters: [UInt8], _ invocation: Invocation) throws(Failure) {
    guard let node = try? JSONReader.parse(parameters), node["partSize"] != nil else { return }
    throw Failure(
      .usage, "nlctl prints lists as they arrive; partSize is not needed",
      hint: "To see the parts, send a line of JSON with: nc -U \(Settings.defaultSocket)")
  }

  /// Calls a method and prints the result, or the error object.
  /// - Parameter parameters: the JSON text of `params`.
  static func run(
    _ method: String, _ parameters: [UInt8], _ settings: Settings
  ) throws(Failure) -> ExitStatus {
    let request = Request.line(method, parameters: parameters)
    var client = try Client(settings)
    var scanner = ResponseScanner(list: .first)
    var out = OutputBuffer(.output)
    var printer = ResultPrinter(isTerminal: StandardStream.output.isTerminal)
    let ending = client.ask(request.bytes, &scanner, areObjects: false) { record in
      printer.record(record, to: &out)
    } pause: { scanner in
      // Parts are not asked for, and have no place in one object.
      printer.pause(scanner, to: &out) && scanner.partCount == 0 && out.failure == nil
    }
    let response = ending == .whole ? try? Answer.response(scanner.rest) : nil
    printer.end(scanner, response?["result"], to: &out)
    out.flush()
    if try out.isClosedByReader() { return .success }
    do throws(Failure) {
      let root = try Answer.root(of: scanner, ending, settings)
      let contract = MethodContract.find(method)
      if let list = contract?.list {
        guard case .array? = root["result"]?[list]?.value else { throw Answer.withoutList(list) }
      }
      return try Answer.reportProblems(of: root, mustSay: contract?.hasVerdict ?? false)
    } catch {
      guard error.status == .refused,
        let error = (try? JSONReader.parse(scanner.rest, limits: .answer))?["error"]
      else { throw error }
      var text = OutputBuffer(.error)
      text.json(scanner.rest.span.extracting(error.range))
      text.append(UInt8(ascii: "\n"))
      text.flush()
      return .refused
    }
  }
}
