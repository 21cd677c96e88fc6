/// What is wrong with a filter expression, and where.
public struct FilterError: Error, Equatable {
  /// A clause without a capital or a full stop, for people.
  public let message: String
  /// The column of the first character concerned, counted from 1. Characters are Unicode scalar
  /// values.
  public let column: Int
  /// A sentence that says what to write instead; nil if there is nothing to suggest.
  public var hint: String?
  /// The symbolic errno of a lookup that failed; nil for a mistake in the filter.
  public var errno: String?
}
