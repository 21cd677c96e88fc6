internal import Protocol
internal import Syscalls

/// Prints one object for people: one line per member, inner objects indented, lists of objects as
/// tables.
enum ObjectView {
  /// - Parameter bytes: the text that `node` was parsed from.
  static func print(
    _ node: JSONNode, _ bytes: Span<UInt8>, hasColor: Bool, to out: inout OutputBuffer,
    indent: Int = 0
  ) {
    guard case .object(let members) = node.value else {
      out.append(UInt8(ascii: " "), times: indent)
      value(node, bytes, &out)
      out.append(UInt8(ascii: "\n"))
      return
    }
    let flat = members.filter { !isBlock($0.node) }
    let width = flat.map { $0.name.utf8.count }.max() ?? 0
    for member in members {
      out.append(UInt8(ascii: " "), times: indent)
      if hasColor { out.append(literal: "\u{1b}[1m") }
      let start = out.count
      for scalar in member.name.unicodeScalars { _ = out.safe(scalar.value) }
      let nameWidth = out.count - start
      if hasColor { out.append(literal: "\u{1b}[0m") }
      if isBlock(member.node) {
        out.append(UInt8(ascii: "\n"))
        block(member.node, bytes, hasColor, &out, indent + 2)
      } else {
        out.append(UInt8(ascii: " "), times: max(0, width - nameWidth) + 2)
        value(member.node, bytes, &out)
        out.append(UInt8(ascii: "\n"))
      }
    }
  }

  /// Whether the value begins a new line.
  private static func isBlock(_ node: JSONNode) -> Bool {
    switch node.value {
    case .object(let members): !members.isEmpty
    case .array(let elements): elements.contains { !$0.isScalar }
    default: false
    }
  }

  private static func value(
    _ node: JSONNode, _ bytes: Span<UInt8>, _ out: inout OutputBuffer
  ) {
    var scanner = FieldScanner(offset: node.range.lowerBound)
    let field = scanner.value(bytes)
    // Lists of names are long; the space lets a terminal break the line.
    guard case .array(let elements) = node.value, !elements.isEmpty else {
      if case .object = node.value { return out.append(UInt8(ascii: "-")) }
      _ = out.cell(bytes, field)
      return
    }
    for (index, element) in elements.enumerated() {
      if index > 0 { out.append(literal: ", ") }
      var scanner = FieldScanner(offset: element.range.lowerBound)
      _ = out.cell(bytes, scanner.value(bytes))
    }
  }

  private static func block(
    _ node: JSONNode, _ bytes: Span<UInt8>, _ hasColor: Bool, _ out: inout OutputBuffer,
    _ indent: Int
  ) {
    guard case .array(let elements) = node.value else {
      print(node, bytes, hasColor: hasColor, to: &out, indent: indent)
      return
    }
    guard let names = memberNames(of: elements) else {
      for element in elements {
        print(element, bytes, hasColor: hasColor, to: &out, indent: indent)
      }
      return
    }
    var renderer = TableRenderer(
      names.map { Column($0, member: $0) }, hasHeader: true, hasColor: hasColor,
      indent: indent)
    for element in elements { renderer.record(bytes.extracting(element.range), to: &out) }
    renderer.end(to: &out)
  }

  // nlagent's objects in lists have at most some ten members.
  private static let mostColumns = 64

  /// The names of the members of all elements; nil if they make no columns: an element is no
  /// object, or there are too many.
  private static func memberNames(of elements: [JSONNode]) -> [String]? {
    var names: [String] = []
    for element in elements {
      guard case .object(let members) = element.value else { return nil }
      for member in members where !names.contains(member.name) {
        guard names.count < mostColumns else { return nil }
        names.append(member.name)
      }
    }
    return names
  }
}
