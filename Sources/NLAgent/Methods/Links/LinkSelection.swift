internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// The links that a call of `listLinks` chooses in one network namespace. The kernel filters first,
/// then the agent filters what it sends.
struct LinkSelection {
  /// The link, if the call chooses one.
  enum One: Equatable {
    case index(UInt32)
    case name([UInt8])
  }

  let one: One?
  /// The filter for the kernel.
  let filter: LinkFilter
  private let kind: [UInt8]?
  private let isUp: Bool?
  /// Whether no link can match, because the master does not exist in this namespace.
  private(set) var isEmpty = false

  /// Whether the call chooses all links of the namespace.
  var isEverything: Bool {
    one == nil && kind == nil && filter.master == nil && isUp == nil && !isEmpty
  }

  /// - Throws: `invalidParams`; `notFound` if the master is not in the namespace, unless the call
  ///   is about all namespaces.
  init(_ call: MethodCall, in namespace: TargetNamespace?) throws(RPCError) {
    let parameters = call.parameters
    one = try LinkSelection.one(parameters)
    kind = try LinkSelection.bytes(parameters, "kind")
    isUp = parameters.bool("up")
    var filter = LinkFilter()
    filter.kind = kind
    filter.hasFunctions = parameters.bool("virtualFunctions") ?? false
    if let master = parameters.string("master") {
      filter.master = try LinkSelection.index(of: master, in: namespace)
      if filter.master == nil {
        guard call.isAboutAllNamespaces else { throw LinkSelection.missing("\"\(master)\"") }
        isEmpty = true
      }
    }
    self.filter = filter
  }

  /// Whether the call chooses a link.
  func matches(
    _ link: LinkMessage, _ attributes: borrowing AttributeTable
  ) throws(NetlinkError) -> Bool {
    if let isUp, isUp != (link.flags & 1 != 0) { return false }  // IFF_UP
    if let master = filter.master, attributes.integer(LinkAttribute.master) != master {
      return false
    }
    if let kind {
      guard let info = attributes[LinkAttribute.info],
        try info.attribute(LinkInfoAttribute.kind)?.beforeNUL.copied == kind
      else { return false }
    }
    switch one {
    case nil: return true
    case .index(let index)?: return link.index == index
    case .name(let name)?: return try LinkNames.contain(name, attributes)
    }
  }

  /// The error for a link that does not exist.
  var missingLink: RPCError {
    switch one {
    case .name(let name)?:
      LinkSelection.missing("\"\(String(decoding: name, as: UTF8.self))\"")
    case .index(let index)?: LinkSelection.missing("with index \(index)")
    case nil: LinkSelection.missing("of that kind")
    }
  }

  private static func missing(_ what: String) -> RPCError {
    RPCError(
      .notFound, "there is no link \(what)", errno: "ENODEV",
      hint: "listLinks without parameters lists all; netns chooses the network namespace.")
  }

  private static func one(_ parameters: Parameters) throws(RPCError) -> One? {
    let name = try bytes(parameters, "name").map { One.name($0) }
    guard let number = parameters.uint64("index") else { return name }
    guard name == nil else {
      throw RPCError(.invalidParams, "parameters \"index\" and \"name\" exclude each other")
    }
    guard let index = UInt32(exactly: number), index > 0, index <= Int32.max else {
      throw RPCError(.invalidParams, "parameter \"index\" must be from 1 to 2147483647")
    }
    return .index(index)
  }

  /// The bytes of a name. The kernel has no longer ones.
  private static func bytes(
    _ parameters: Parameters, _ name: String
  ) throws(RPCError) -> [UInt8]? {
    guard let text = parameters.string(name) else { return nil }
    guard (1...Limits.linkNameBytes).contains(text.utf8.count), !text.utf8.contains(0) else {
      throw RPCError(
        .invalidParams,
        "parameter \"\(name)\" must have 1 to \(Limits.linkNameBytes) bytes and no NUL")
    }
    return Array(text.utf8)
  }

  private static func index(
    of master: String, in namespace: TargetNamespace?
  ) throws(RPCError) -> UInt32? {
    // A name may consist of digits.
    let named = try explained(try LinkIndex.find(master, in: namespace))
    return named ?? UInt32(master).flatMap { $0 > 0 ? $0 : nil }
  }
}
