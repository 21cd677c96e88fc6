/// A value for each object of a list, from the current answer and from the previous one.
struct LastSeen<Key: Hashable, Value> {
  private var before: [Key: Value] = [:]
  private var now: [Key: Value] = [:]
  /// The time since the previous answer; 0 at the first one.
  private(set) var milliseconds: Int64 = 0

  /// Must be called before the records of an answer.
  mutating func begin(after milliseconds: Int64) {
    swap(&before, &now)
    now.removeAll(keepingCapacity: true)
    self.milliseconds = milliseconds
  }

  /// Stores the value of the current answer.
  /// - Returns: the value of the previous answer; nil if it did not have the object, or if there was
  ///   no previous answer.
  mutating func exchange(_ value: Value, for key: Key) -> Value? {
    now[key] = value
    return milliseconds > 0 ? before[key] : nil
  }
}
