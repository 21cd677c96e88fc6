internal import Privileged
internal import Protocol
internal import Syscalls

/// The link that a call chooses in one network namespace with its parameter `interface`.
enum InterfaceChoice: Equatable {
  case any
  case one(UInt32)
  /// This namespace has no such link, but the call is about others, too.
  case absent

  /// The index of the link; nil for any link.
  var index: UInt32? {
    guard case .one(let index) = self else { return nil }
    return index
  }
}

extension MethodCall {
  /// The link that the parameter chooses by name or index.
  /// - Throws: `notFound` if there is none and the call is about this namespace alone.
  func interface(in namespace: TargetNamespace?) throws(RPCError) -> InterfaceChoice {
    guard let text = parameters.string("interface") else { return .any }
    if let index = try MethodCall.interfaceIndex(text, in: namespace) { return .one(index) }
    if isAboutAllNamespaces { return .absent }
    throw RPCError(
      .notFound, "there is no network interface \"\(text.prefix(128))\"", errno: "ENODEV",
      hint: "listLinks lists them.")
  }

  /// The index of a link that is given by its name, or by its index in decimal.
  static func interfaceIndex(
    _ text: String, in namespace: TargetNamespace?
  ) throws(RPCError) -> UInt32? {
    if let index = try explained(try LinkIndex.find(text, in: namespace)) { return index }
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let index = UInt32(text)
    else { return nil }
    let names = try explained(try KernelSockets.interfaceNames(in: namespace))
    do throws(SystemCallError) {
      return try names.of(index: index) == nil ? nil : index
    } catch {
      throw RPCError(PrivilegedError.system(error, doing: .lookUpLinkName))
    }
  }
}
