internal import Glibc

/// An open file descriptor with one owner, closed when the owner is done with it.
public struct FileDescriptor: ~Copyable, Sendable {
  /// The number in this process's descriptor table.
  public let number: Int32

  /// Takes over a descriptor that nobody else closes.
  public init(owning number: Int32) {
    self.number = number
  }

  deinit {
    // EINTR is not retried here: Linux has released the number already. See close(2).
    _ = close(number)
  }

  /// Gives the number away without closing it.
  public consuming func release() -> Int32 {
    let number = self.number
    discard self
    return number
  }

  /// Reads up to `buffer.count - offset` bytes to `offset`. The corresponding C function
  /// is `read`.
  /// - Returns: the bytes read, 0 at the end of input.
  public func read(into buffer: inout [UInt8], at offset: Int = 0) throws(SystemCallError) -> Int {
    let number = self.number
    guard offset < buffer.count else { return 0 }
    var span = buffer.mutableSpan
    return try unsafe span.withUnsafeMutableBytes { bytes throws(SystemCallError) in
      try retrying("read") {
        unsafe Glibc.read(number, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
      }
    }
  }

  /// Writes some of `bytes`. The corresponding C function is `write`.
  /// - Returns: the bytes written.
  public func write(_ bytes: RawSpan) throws(SystemCallError) -> Int {
    let number = self.number
    return try unsafe bytes.withUnsafeBytes { bytes throws(SystemCallError) in
      try retrying("write") { unsafe Glibc.write(number, bytes.baseAddress, bytes.count) }
    }
  }

  /// Writes all of `bytes`, in as many calls as it takes.
  public func writeAll(_ bytes: RawSpan) throws(SystemCallError) {
    var done = 0
    while done < bytes.byteCount {
      done += try write(bytes.extracting(done..<bytes.byteCount))
    }
  }

  /// A second descriptor for the same open file. The corresponding C function is `fcntl`
  /// with `F_DUPFD_CLOEXEC`.
  public func duplicate() throws(SystemCallError) -> FileDescriptor {
    let number = self.number
    return FileDescriptor(
      owning: try retrying("fcntl") { fcntl(number, F_DUPFD_CLOEXEC, 3) })
  }

  /// Whether the descriptor is a terminal. The corresponding C function is `isatty`.
  public var isTerminal: Bool { isatty(number) == 1 }
}
