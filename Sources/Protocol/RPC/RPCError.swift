/// An error object of JSON-RPC 2.0, section 5.1, with what the agent adds in `data`.
public struct RPCError: Error, Equatable, Sendable {
  /// What happened, as a number. An open set: clients meet codes that are newer than they are.
  public struct Code: RawRepresentable, Equatable, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let parseError = Code(rawValue: -32700)
    public static let invalidRequest = Code(rawValue: -32600)
    public static let methodNotFound = Code(rawValue: -32601)
    public static let invalidParams = Code(rawValue: -32602)
    public static let internalError = Code(rawValue: -32603)
    /// The kernel refused with an errno that has no code of its own here.
    public static let kernelError = Code(rawValue: -32000)
    /// The agent itself is not allowed to ask the kernel this.
    public static let permissionDenied = Code(rawValue: -32001)
    /// What was asked about does not exist.
    public static let notFound = Code(rawValue: -32002)
    /// This kernel, or this object, does not have what was asked for.
    public static let notSupported = Code(rawValue: -32003)
    /// A limit of the agent was crossed; see `status` for the limits.
    public static let limitExceeded = Code(rawValue: -32004)
    /// The kernel did not answer in time.
    public static let timedOut = Code(rawValue: -32005)

    /// The symbolic name that goes into `data.name`, stable over releases.
    public var name: String {
      switch self {
      case .parseError: "parseError"
      case .invalidRequest: "invalidRequest"
      case .methodNotFound: "methodNotFound"
      case .invalidParams: "invalidParams"
      case .kernelError: "kernelError"
      case .permissionDenied: "permissionDenied"
      case .notFound: "notFound"
      case .notSupported: "notSupported"
      case .limitExceeded: "limitExceeded"
      case .timedOut: "timedOut"
      default: "internalError"
      }
    }
  }

  public let code: Code
  /// A sentence a person understands.
  public let message: String
  /// The symbolic errno, for instance `EPERM`.
  public var errno: String?
  /// The kernel's own words (extended ack).
  public var kernel: String?
  /// What to do about it.
  public var hint: String?
  /// Where in a text that was sent the mistake is: characters (Unicode scalar values) from 1.
  public var column: Int?

  public init(
    _ code: Code, _ message: String, errno: String? = nil, kernel: String? = nil,
    hint: String? = nil
  ) {
    self.code = code
    self.message = message
    self.errno = errno
    self.kernel = kernel
    self.hint = hint
  }
}

extension JSONWriter {
  /// Writes an error object as the next value.
  public mutating func error(_ error: RPCError) {
    beginObject()
    member("code", error.code.rawValue)
    member("message", error.message)
    key("data")
    beginObject()
    member("name", error.code.name)
    if let errno = error.errno { member("errno", errno) }
    if let kernel = error.kernel { member("kernel", kernel) }
    if let hint = error.hint { member("hint", hint) }
    if let column = error.column { member("column", column) }
    endObject()
    endObject()
  }
}
