extension [UInt8] {
  /// The array's bytes as a `RawSpan`. `Span.bytes` is marked unsafe because padding between
  /// elements may be uninitialized; bytes have none.
  public var rawBytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get { unsafe span.bytes }
  }
}

extension RawSpan {
  /// The bytes as an array of their own.
  public var copied: [UInt8] {
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}
