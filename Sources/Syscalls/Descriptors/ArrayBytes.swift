extension [UInt8] {
  /// The array's bytes as a `RawSpan`. `Span.bytes` is marked unsafe because padding between
  /// elements may be uninitialized; `UInt8` has no padding.
  public var rawBytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get { unsafe span.bytes }
  }
}

extension RawSpan {
  /// A copy of the bytes.
  public var copied: [UInt8] {
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}
