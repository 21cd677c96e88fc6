/// Checked reads of fixed-size values from wire bytes. They return nil, and never trap, if the
/// value does not lie inside the bytes.
extension RawSpan {
  /// Reads an integer in the host's byte order at a byte offset of any alignment.
  @inlinable
  public func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type = Value.self, at offset: Int
  ) -> Value? {
    guard offset >= 0, offset <= byteCount &- MemoryLayout<Value>.size else { return nil }
    // An integer has no invalid bit patterns, and the bounds have just been checked.
    return unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: Value.self)
  }

  /// Reads an integer in network byte order.
  @inlinable
  public func loadBigEndian<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type = Value.self, at offset: Int
  ) -> Value? {
    guard let value = load(type, at: offset) else { return nil }
    return Value(bigEndian: value)
  }
}

extension RawSpan {
  /// The bytes before the first NUL; all of them if there is none.
  public var beforeNUL: RawSpan {
    @_lifetime(copy self)
    get {
      var count = 0
      while count < byteCount, load(UInt8.self, at: count) != 0 { count += 1 }
      return extracting(0..<count)
    }
  }
}
