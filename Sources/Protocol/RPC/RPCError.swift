/// An error object (JSON-RPC 2.0, section 5.1) with the members that the agent adds in `data`.
public struct RPCError: Error, Equatable, Sendable {
  /// The kind of error, as a number. The set is open: an agent that is newer than a client can
  /// send codes that the client does not know.
  public struct Code: RawRepresentable, Equatable, Hashable, Sendable {
    /// The number in `code`.
    public let rawValue: Int

    /// Makes a code from its number.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The line is not JSON, or exceeds a limit of the JSON reader.
    public static let parseError = Code(rawValue: -32700)
    /// The JSON is not a request object.
    public static let invalidRequest = Code(rawValue: -32600)
    /// The agent has no such method.
    public static let methodNotFound = Code(rawValue: -32601)
    /// The parameters do not match the method's contract.
    public static let invalidParams = Code(rawValue: -32602)
    /// The agent failed for a reason that is neither the client's nor the kernel's.
    public static let internalError = Code(rawValue: -32603)
    /// The kernel refused the request with an errno that has no code of its own here.
    public static let kernelError = Code(rawValue: -32000)
    /// The agent lacks the privilege for the request, or refuses it to this caller.
    public static let permissionDenied = Code(rawValue: -32001)
    /// The object of the request does not exist.
    public static let notFound = Code(rawValue: -32002)
    /// This kernel, or this object, lacks the requested feature.
    public static let notSupported = Code(rawValue: -32003)
    /// The request exceeds a limit of the agent; `status` lists the limits.
    public static let limitExceeded = Code(rawValue: -32004)
    /// The kernel did not answer in time.
    public static let timedOut = Code(rawValue: -32005)

    /// The symbolic name in `data.name`, stable over releases.
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

  /// The kind of error.
  public let code: Code
  /// What happened, in a sentence for people.
  public let message: String
  /// The symbolic errno, for example `EPERM`.
  public var errno: String?
  /// The kernel's own error message (NLMSGERR_ATTR_MSG of the extended ACK).
  public var kernel: String?
  /// What the caller can do about it.
  public var hint: String?
  /// The position of the error in a text that was sent, for example a filter, in characters
  /// (Unicode scalar values) from 1.
  public var column: Int?
  /// How long to wait before the same request can succeed, in milliseconds.
  public var retryAfter: Int?

  /// Makes an error without a column and without a time to wait.
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
    if let retryAfter = error.retryAfter { member("retryAfter", retryAfter) }
    endObject()
    endObject()
  }
}
