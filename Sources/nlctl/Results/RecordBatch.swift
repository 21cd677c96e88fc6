/// The records of one answer, kept in memory.
struct RecordBatch {
  private var text: [UInt8] = []
  private var ends: [Int] = []
  /// False if the agent reports that the list is incomplete.
  var isComplete = true

  /// How many bytes of records are kept at most: 32 MiB, those of some 100,000 sockets.
  static let limit = 32 << 20

  var count: Int { ends.count }
  var isWithinLimit: Bool { text.count <= RecordBatch.limit }

  mutating func append(_ record: Span<UInt8>) {
    text.append(copying: record)
    ends.append(text.count)
  }

  /// Removes the records and keeps the memory for the next ones.
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
