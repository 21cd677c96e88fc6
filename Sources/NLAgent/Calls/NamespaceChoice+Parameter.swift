internal import Privileged
internal import Protocol

extension NamespaceChoice {
  /// Parses the parameter `netns`.
  /// - Parameter text: nil if the call does not have it.
  init(_ text: String?) throws(RPCError) {
    switch text {
    case nil, "agent"?: self = .agent
    case "caller"?: self = .caller
    case "all"?: self = .all
    case let text?: self = try NamespaceChoice.parse(text)
    }
  }

  private static func parse(_ text: String) throws(RPCError) -> NamespaceChoice {
    if text.hasPrefix("pid:") {
      guard let pid = Int32(text.dropFirst(4)), pid > 0, !text.hasPrefix("pid:+") else {
        throw invalid(
          "\"\(text.prefix(64))\" is not a process", "Write a process as in \"pid:1234\".")
      }
      return .process(pid)
    }
    if !text.isEmpty, text.utf8.allSatisfy(isDigit) {
      guard let inode = UInt64(text) else {
        throw invalid("\"\(text.prefix(64))\" is too large for an inode number", nil)
      }
      return .inode(inode)
    }
    let name = text.hasPrefix("name:") ? String(text.dropFirst(5)) : text
    guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")),
      !name.utf8.contains(0), name.utf8.count <= 255
    else {
      throw invalid(
        "\"\(name.prefix(64))\" cannot be the name of a network namespace",
        "Names are those of files in /run/netns; listNamespaces lists all.")
    }
    return .name(name)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private static func invalid(_ message: String, _ hint: String?) -> RPCError {
    RPCError(.invalidParams, "parameter \"netns\": \(message)", hint: hint)
  }
}
