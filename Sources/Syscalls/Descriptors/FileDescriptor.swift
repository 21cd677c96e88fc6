internal import Glibc

/// An open file descriptor with one owner. It is closed when its owner is destroyed.
public struct FileDescriptor: ~Copyable, Sendable {
  /// The descriptor's number in this process.
  public let number: Int32

  /// Takes ownership of a descriptor. Nothing else may close it.
  public init(owning number: Int32) {
    self.number = number
  }

  deinit {
    // No retry after EINTR: Linux has already released the number. See close(2).
    _ = close(number)
  }

  /// Gives up ownership: returns the number without closing it.
  public consuming func release() -> Int32 {
    let number = self.number
    discard self
    return number
  }

  /// Reads up to `buffer.count - offset` bytes into `buffer` at `offset`. The corresponding C
  /// function is `read`.
  /// - Returns: the number of bytes read; 0 at the end of the input, or if there is no room.
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
  /// - Returns: the number of bytes written.
  public func write(_ bytes: RawSpan) throws(SystemCallError) -> Int {
    let number = self.number
    return try unsafe bytes.withUnsafeBytes { bytes throws(SystemCallError) in
      try retrying("write") { unsafe Glibc.write(number, bytes.baseAddress, bytes.count) }
    }
  }

  /// Writes all of `bytes`, with as many calls as needed. The corresponding C function is `write`.
  public func writeAll(_ bytes: RawSpan) throws(SystemCallError) {
    var done = 0
    while done < bytes.byteCount {
      done += try write(bytes.extracting(done..<bytes.byteCount))
    }
  }

  /// A second descriptor for the same open file, with the number 3 or higher. The corresponding C
  /// function is `fcntl` with `F_DUPFD_CLOEXEC`.
  public func duplicate() throws(SystemCallError) -> FileDescriptor {
    let number = self.number
    return FileDescriptor(
      owning: try retrying("fcntl") { fcntl(number, F_DUPFD_CLOEXEC, 3) })
  }

  /// Whether the descriptor is a terminal. The corresponding C function is `isatty`.
  public var isTerminal: Bool { isatty(number) == 1 }
}
