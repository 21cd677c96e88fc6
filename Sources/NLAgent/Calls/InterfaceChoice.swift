internal import Privileged
internal import Protocol
internal import Syscalls

/// Which link of one network namespace a call is about: its parameter `interface`.
enum InterfaceChoice: Equatable {
  case any
  case one(UInt32)
  /// The namespace has no such link, and others are asked about, too.
  case absent

  /// The link's index; nil for any.
  var index: UInt32? {
    guard case .one(let index) = self else { return nil }
    return index
  }
}

extension MethodCall {
  /// The link of that parameter, by name or index.
  /// - Throws: `notFound`, where only this namespace is asked about.
  func interface(in namespace: TargetNamespace?) throws(RPCError) -> InterfaceChoice {
    guard let text = parameters.string("interface") else { return .any }
    if let index = MethodCall.interfaceIndex(text, in: namespace) { return .one(index) }
    if isAboutAllNamespaces { return .absent }
    throw RPCError(
      .notFound, "there is no network interface \"\(text.prefix(128))\"", errno: "ENODEV",
      hint: "listLinks shows which there are.")
  }

  /// The index of a link by its name, or by the index itself in decimal.
  static func interfaceIndex(_ text: String, in namespace: TargetNamespace?) -> UInt32? {
    guard let names = try? KernelSockets.interfaceNames(in: namespace) else { return nil }
    if let index = names.index(of: text) { return index }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let index = UInt32(text),
      names.of(index: index) != nil
    else { return nil }
    return index
  }
}
