internal import Syscalls

/// A network namespace that a request is about, kept open until the answer is complete.
public final class TargetNamespace: Sendable {
  /// The inode number, which identifies the namespace.
  public let inode: UInt64
  /// The name of `ip netns` by which it was found, any bytes; nil if there is none.
  public let name: [UInt8]?
  // nil for the agent's own, which can be used without entering it.
  private let file: NetworkNamespaceFile?

  /// - Parameter own: the inode number of the agent's own namespace; nil if it is unknown.
  init(_ file: consuming NetworkNamespaceFile, name: [UInt8]?, own: UInt64?) {
    inode = file.inode
    self.name = name
    if file.inode == own {
      self.file = nil
    } else {
      self.file = consume file
    }
  }

  /// Runs `body` inside the namespace, so that the sockets and files that it opens belong to it.
  /// - Throws: `system` with `enterNamespace` if the namespace cannot be entered, with `action` if
  ///   `body` fails.
  func inside<Value: ~Copyable & Sendable>(
    _ action: PrivilegedAction, _ body: @escaping @Sendable () throws(SystemCallError) -> Value
  ) throws(PrivilegedError) -> Value {
    let result: Result<Value, SystemCallError>
    do throws(SystemCallError) {
      switch file {
      case .some(let file): result = try file.inside { () throws(SystemCallError) in capture(body) }
      case .none: result = capture(body)
      }
    } catch {
      throw .system(error, doing: .enterNamespace(text))
    }
    switch consume result {
    case .success(let value): return value
    case .failure(let error): throw .system(error, doing: action)
    }
  }

  /// The name, if there is one, and the inode number, for people.
  public var text: String {
    name.map { "\(String(decoding: $0, as: UTF8.self)) (\(inode))" } ?? "\(inode)"
  }
}

/// The result or the error of `body`.
private func capture<Value: ~Copyable & Sendable>(
  _ body: @Sendable () throws(SystemCallError) -> Value
) -> Result<Value, SystemCallError> {
  do throws(SystemCallError) {
    return .success(try body())
  } catch {
    return .failure(error)
  }
}

extension TargetNamespace? {
  /// Runs `body` inside the namespace; nil is the agent's own.
  func inside<Value: ~Copyable & Sendable>(
    _ action: PrivilegedAction, _ body: @escaping @Sendable () throws(SystemCallError) -> Value
  ) throws(PrivilegedError) -> Value {
    if let self { return try self.inside(action, body) }
    do throws(SystemCallError) {
      return try body()
    } catch {
      throw .system(error, doing: action)
    }
  }
}
