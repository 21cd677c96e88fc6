extension [UInt8] {
  /// The array's bytes as a `RawSpan`. `Span.bytes` is marked unsafe because padding between
  /// elements may be uninitialized; bytes have none.
  public var rawBytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get { unsafe span.bytes }
  }
}
