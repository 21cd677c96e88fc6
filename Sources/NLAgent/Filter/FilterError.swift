internal import Protocol

/// What is wrong with a filter expression, and where.
struct FilterError: Error, Equatable {
  let message: String
  /// The first character it is about, counted from 1; characters are Unicode scalar values.
  let column: Int
  var hint: String?
}

extension RPCError {
  /// What a bad filter means to a client.
  init(_ error: FilterError) {
    self.init(
      .invalidParams, "parameter \"filter\", column \(error.column): \(error.message)",
      hint: error.hint)
    column = error.column
  }
}
