@testable import Protocol

/// A JSON text in the notation of the tables beside this file.
///
/// `<FF>` stands for the raw byte 0xFF, and `¦` stands before the byte where the error is
/// expected. Everything else stands for its own UTF-8 bytes.
struct JSONNotation: Sendable {
  let bytes: [UInt8]
  let mark: Int?

  init(_ notation: String) {
    var bytes: [UInt8] = []
    var mark: Int?
    var rest = Substring(notation)
    while let character = rest.popFirst() {
      if character == "¦" {
        mark = bytes.count
      } else if character == "<", let byte = UInt8(rest.prefix(2), radix: 16) {
        bytes.append(byte)
        rest.removeFirst(3)
      } else {
        bytes.append(contentsOf: character.utf8)
      }
    }
    self.bytes = bytes
    self.mark = mark
  }
}

extension JSONNode {
  /// The value in one fixed spelling, with `<U+E9>` for every character that is not printable
  /// ASCII, so that a table row can state the whole result.
  var rendered: String {
    switch value {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let number): number.text
    case .string(let text): render(text)
    case .array(let nodes): "[" + nodes.map(\.rendered).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { render($0.name) + ":" + $0.node.rendered }.joined(separator: ",") + "}"
    }
  }

  private func render(_ text: String) -> String {
    let characters = text.unicodeScalars.map { scalar in
      switch scalar {
      case " "..."~": String(scalar)
      default: "<U+\(String(scalar.value, radix: 16, uppercase: true))>"
      }
    }
    return "'" + characters.joined() + "'"
  }
}

/// The reason and offset of a refusal, or nil when the text is accepted.
func refusal(of bytes: [UInt8], limits: JSONLimits = .request) -> JSONError? {
  do {
    _ = try JSONReader.parse(bytes, limits: limits)
    return nil
  } catch {
    return error
  }
}
