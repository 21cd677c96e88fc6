/// The records of one answer, kept until it is known what to do with them.
struct RecordBatch {
  private var text: [UInt8] = []
  private var ends: [Int] = []
  /// Whether the agent says that these are all there are.
  var isComplete = true

  var count: Int { ends.count }

  mutating func append(_ record: Span<UInt8>) {
    for index in 0..<record.count { text.append(record[index]) }
    ends.append(text.count)
  }

  /// Forgets the records, and keeps their room.
  mutating func removeAll() {
    text.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    isComplete = true
  }

  /// The record at this position.
  @_lifetime(borrow self)
  func record(_ position: Int) -> Span<UInt8> {
    let start = position == 0 ? 0 : ends[position - 1]
    return text.span.extracting(start..<ends[position])
  }
}
