/// What was noted of each object of a list, at this answer and at the one before.
struct LastSeen<Key: Hashable, Value> {
  private var before: [Key: Value] = [:]
  private var now: [Key: Value] = [:]
  /// Since the answer before; 0 at the first one.
  private(set) var milliseconds: Int64 = 0

  /// Goes on to the next answer.
  mutating func begin(after milliseconds: Int64) {
    swap(&before, &now)
    now.removeAll(keepingCapacity: true)
    self.milliseconds = milliseconds
  }

  /// Notes a value for the next answer.
  /// - Returns: that of the answer before; nil where the object was not there, or there was none.
  mutating func note(_ value: Value, of key: Key) -> Value? {
    now[key] = value
    return milliseconds > 0 ? before[key] : nil
  }
}
