internal import Protocol
internal import Syscalls

/// A command that prints the one object a method answers with.
struct ObjectCommand {
  private let contract: MethodContract
  private let settings: Settings

  init(_ invocation: Invocation, _ contract: MethodContract) throws(Failure) {
    self.contract = contract
    settings = try Settings(invocation)
    try settings.checkColumns(contract.result, invocation)
  }

  /// Asks and prints.
  /// - Parameter parameters: writes the members of `params`.
  func run(_ parameters: (inout JSONWriter) -> Void) throws(Failure) -> ExitStatus {
    let request = Request.line(contract.name, parameters)
    var client = try Client(settings)
    var scanner = ResponseScanner(list: .none)
    let ending = client.ask(request.bytes, &scanner) { _ in
    } pause: { _ in
      true
    }
    let root = try Answer.root(of: scanner, ending, settings)
    var out = OutputBuffer(.output)
    if let result = root["result"] { print(result, scanner.rest, to: &out) }
    out.flush()
    if try out.isGone() { return .success }
    return Answer.verdict(root)
  }

  private func print(_ result: JSONNode, _ bytes: [UInt8], to out: inout OutputBuffer) {
    let text = bytes.span.extracting(result.range)
    switch settings.format {
    case .json, .ndjson:
      if StandardStream.output.isTerminal {
        out.json(text, Field(kind: .object, start: 0, end: text.count))
      } else {
        out.append(text)
      }
      out.append(0x0a)
    case .csv:
      let names = settings.columns ?? contract.result.filter(\.schema.isScalar).map(\.name)
      var renderer = CSVRenderer(names, hasHeader: settings.hasHeader)
      renderer.record(text, to: &out)
      renderer.end(to: &out)
    case .table:
      guard let names = settings.columns else {
        ObjectView.print(result, bytes.span, settings, to: &out)
        return
      }
      var renderer = TableRenderer(names.map { Column($0, member: $0) }, settings)
      renderer.record(text, to: &out)
      renderer.end(to: &out)
    }
  }
}

extension JSONNode {
  /// Whether it is neither an array nor an object.
  var isScalar: Bool {
    switch value {
    case .array, .object: false
    default: true
    }
  }
}
