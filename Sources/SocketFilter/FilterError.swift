/// What is wrong with a filter expression, and where.
public struct FilterError: Error, Equatable {
  public let message: String
  /// The first character it is about, counted from 1; characters are Unicode scalar values.
  public let column: Int
  public var hint: String?
}
