/// One request object of JSON-RPC 2.0, section 4.
public struct RPCRequest: Sendable {
  /// The id's JSON text exactly as sent, or nil in a notification.
  public let id: [UInt8]?
  public let method: String
  public let parameters: JSONNode?
}

/// What one element of a line came to: a request, or an error that is due under an id.
public enum RPCCall: Sendable {
  case request(RPCRequest)
  case invalid(id: [UInt8], RPCError)
}

/// What one line came to.
public enum RPCLine: Sendable {
  case single(RPCCall)
  case batch([RPCCall])

  /// The id that an answer carries when the request's own could not be read.
  public static let unknownID = Array("null".utf8)

  /// Reads one line, without its line feed. Never fails: what is wrong becomes the error
  /// that is due.
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
      self = .invalid("a batch needs at least one request")
    } else if elements.count > batchLimit {
      self = .invalid("a batch may hold \(batchLimit) requests, this one has \(elements.count)")
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
        RPCError(.invalidRequest, "a request is an object, this is \(node.value.kindName)"))
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
            .invalidRequest, "\"id\" is a string, a number or null, not \(given.value.kindName)"))
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
      throw RPCError(.invalidRequest, "\"\(twice)\" is there twice")
    }
    for member in members
    where !["jsonrpc", "id", "method", "params"].contains(member.name) {
      throw RPCError(
        .invalidRequest, "\"\(member.name)\" is no member of a request",
        hint: "A request has jsonrpc, id, method and params.")
    }
    guard case .string("2.0")? = node["jsonrpc"]?.value else {
      throw RPCError(
        .invalidRequest, "\"jsonrpc\" must be \"2.0\"",
        hint: #"For example {"jsonrpc":"2.0","id":1,"method":"status"}"#)
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
          .invalidRequest, "\"params\" is an object or an array, not \(parameters.value.kindName)")
      }
    }
    self.init(id: id, method: method, parameters: parameters)
  }
}
