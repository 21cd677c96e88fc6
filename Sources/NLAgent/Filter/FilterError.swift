internal import Protocol

/// What is wrong with a filter expression, and where.
struct FilterError: Error, Equatable {
  let message: String
  /// The first character it is about, counted from 1; characters are Unicode scalar values.
  let column: Int
  var hint: String?
  /// Whether the expression is right, but cannot be used where it was.
  var isUnusable = false
}

extension RPCError {
  /// What a bad filter means to a client.
  init(_ error: FilterError) {
    self.init(
      error.isUnusable ? .notSupported : .invalidParams,
      "parameter \"filter\", column \(error.column): \(error.message)", hint: error.hint)
    column = error.column
  }
}
