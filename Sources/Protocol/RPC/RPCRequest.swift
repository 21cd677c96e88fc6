/// A request object (JSON-RPC 2.0, section 4).
public struct RPCRequest: Sendable {
  /// The JSON text of the id exactly as sent; nil in a notification.
  public let id: [UInt8]?
  /// The name of the method.
  public let method: String
  /// `params`: an object or an array; nil if the request has none.
  public let parameters: JSONNode?
}

/// One element of a line.
public enum RPCCall: Sendable {
  /// A valid request or notification.
  case request(RPCRequest)
  /// An invalid request, which is answered with an error under this id.
  case invalid(id: [UInt8], RPCError)
}

/// One line that a client sent.
public enum RPCLine: Sendable {
  /// One request, which is answered with one object.
  case single(RPCCall)
  /// A batch, which is answered with one array (JSON-RPC 2.0, section 6).
  case batch([RPCCall])

  /// The id of a response if the request's id could not be read.
  public static let unknownID = Array("null".utf8)

  /// Parses one line. It never fails: errors become `RPCCall.invalid`.
  /// - Parameters:
  ///   - line: The line without its line feed.
  ///   - batchLimit: How many requests a batch may have.
  public init(_ line: [UInt8], batchLimit: Int) {
    let root: JSONNode
    do {
      root = try JSONReader.parse(line)
    } catch {
      self = .single(.invalid(id: RPCLine.unknownID, RPCError(.parseError, error.message)))
      return
    }
    guard case .array(let elements) = root.value else {
      self = .single(RPCCall(root, line))
      return
    }
    if elements.isEmpty {
      self = .invalid("a batch must have at least one request")
    } else if elements.count > batchLimit {
      self = .invalid(
        "a batch may have at most \(batchLimit) requests, this one has \(elements.count)")
    } else {
      self = .batch(elements.map { RPCCall($0, line) })
    }
  }

  static func invalid(_ message: String) -> RPCLine {
    .single(.invalid(id: unknownID, RPCError(.invalidRequest, message)))
  }
}

extension RPCCall {
  init(_ node: JSONNode, _ line: [UInt8]) {
    guard case .object(let members) = node.value else {
      self = .invalid(
        id: RPCLine.unknownID,
        RPCError(.invalidRequest, "a request must be an object, not \(node.value.kindName)"))
      return
    }
    let id: [UInt8]?
    if let given = node["id"] {
      switch given.value {
      case .string, .number, .null: id = Array(line[given.range])
      default:
        self = .invalid(
          id: RPCLine.unknownID,
          RPCError(
            .invalidRequest,
            "\"id\" must be a string, a number or null, not \(given.value.kindName)"))
        return
      }
    } else {
      id = nil
    }
    do throws(RPCError) {
      self = .request(try RPCRequest(node, members, id: id))
    } catch {
      self = .invalid(id: id ?? RPCLine.unknownID, error)
    }
  }
}

extension RPCRequest {
  init(_ node: JSONNode, _ members: [JSONMember], id: [UInt8]?) throws(RPCError) {
    if let twice = node.value.firstDuplicateName {
      throw RPCError(.invalidRequest, "the request has \"\(twice)\" twice")
    }
    for member in members
    where !["jsonrpc", "id", "method", "params"].contains(member.name) {
      throw RPCError(
        .invalidRequest, "a request has no member \"\(member.name)\"",
        hint: "The members of a request are jsonrpc, id, method and params.")
    }
    guard case .string("2.0")? = node["jsonrpc"]?.value else {
      throw RPCError(
        .invalidRequest, "\"jsonrpc\" must be \"2.0\"",
        hint: #"For example: {"jsonrpc":"2.0","id":1,"method":"status"}"#)
    }
    guard case .string(let method)? = node["method"]?.value else {
      throw RPCError(.invalidRequest, "\"method\" must be a string")
    }
    let parameters = node["params"]
    if let parameters {
      switch parameters.value {
      case .object, .array: break
      default:
        throw RPCError(
          .invalidRequest,
          "\"params\" must be an object or an array, not \(parameters.value.kindName)")
      }
    }
    self.init(id: id, method: method, parameters: parameters)
  }
}
