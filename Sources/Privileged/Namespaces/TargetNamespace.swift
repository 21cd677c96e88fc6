internal import Syscalls

/// A network namespace that a request is about, held open until its answer is done.
public final class TargetNamespace: Sendable {
  public let inode: UInt64
  /// Its name of `ip netns`, any bytes; nil where it has none.
  public let name: [UInt8]?
  // Nil for the agent's own, which needs no privilege to be in.
  private let file: NetworkNamespaceFile?

  /// - Parameter own: the inode of the agent's own namespace.
  init(_ file: consuming NetworkNamespaceFile, name: [UInt8]?, own: UInt64?) {
    inode = file.inode
    self.name = name
    if file.inode == own {
      self.file = nil
    } else {
      self.file = consume file
    }
  }

  /// Runs what opens a socket or a file so that it belongs to the namespace.
  /// - Throws: `system` with the action `enterNamespace` where it cannot be entered, and with
  ///   `action` where `body` fails.
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

  /// For people: the name where it has one, and the inode.
  public var text: String {
    name.map { "\(String(decoding: $0, as: UTF8.self)) (\(inode))" } ?? "\(inode)"
  }
}

/// What `body` returns or throws.
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
  /// The same where nil is the agent's own namespace.
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
