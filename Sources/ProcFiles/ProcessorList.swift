/// A set of processors, as the kernel's lists contain them: `0-3,5`. See cpuset(7), "List format".
public struct ProcessorList: Hashable, Sendable {
  // Ascending; between two ranges there is at least one processor that is in neither.
  private let ranges: [ClosedRange<UInt32>]

  /// Parses a list of numbers and ranges, in any order.
  /// - Returns: nil for any other text, and for a list without processors.
  public init?(_ text: String) {
    var found: [ClosedRange<UInt32>] = []
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count <= 2, let first = ends.first.flatMap({ ProcessorList.number($0) }),
        let last = ends.last.flatMap({ ProcessorList.number($0) }), first <= last
      else { return nil }
      found.append(first...last)
    }
    guard !found.isEmpty else { return nil }
    var merged: [ClosedRange<UInt32>] = []
    for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    ranges = merged
  }

  /// More than any kernel has, so that no sum overflows.
  private static let most: UInt32 = 1 << 20

  private static func number(_ text: Substring) -> UInt32? {
    // Only digits: UInt32(_:) would accept "+1".
    guard text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
      let number = UInt32(text), number < most
    else { return nil }
    return number
  }

  /// The set as the kernel writes it: the shortest list, in ascending order.
  public var text: String {
    ranges.map { range in
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }.joined(separator: ",")
  }

  /// The numbers of the processors in ascending order.
  public var processors: some Sequence<UInt32> { ranges.lazy.joined() }

  /// Whether a processor is in the set.
  public func contains(_ processor: UInt32) -> Bool {
    ranges.contains { $0.contains(processor) }
  }

  /// Whether all of this set's processors are in the other set.
  public func isSubset(of other: ProcessorList) -> Bool {
    ranges.allSatisfy { range in
      other.ranges.contains { $0.contains(range.lowerBound) && $0.contains(range.upperBound) }
    }
  }
}
