/// A filter as a list of tests. Each has the index of the next step for either result, which is
/// always larger, so evaluation ends and needs neither recursion nor memory.
public struct FilterSteps: Sendable {
  /// One test.
  public struct Step: Sendable {
    /// The test.
    public let test: FilterTest
    /// The index of the next step if the test is true.
    public var yes: Int
    /// The index of the next step if the test is false.
    public var no: Int
  }

  /// The steps. A next index of `steps.count` means that the filter matches, a larger one that it
  /// does not.
  public private(set) var steps: [Step] = []
  /// The index of the first step: 0, or an index after the steps if the filter is a constant.
  public let start: Int

  /// Compiles a tree.
  public init(_ tree: FilterTree) {
    // Built from the end, because each step refers to later ones. Until the loop below, indices
    // count from the end.
    var reversed: [Step] = []
    let first = FilterSteps.append(tree, yes: -1, no: -2, to: &reversed)
    steps = reversed.reversed()
    let count = steps.count
    start = count - 1 - first
    for index in steps.indices {
      steps[index].yes = count - 1 - steps[index].yes
      steps[index].no = count - 1 - steps[index].no
    }
  }

  /// - Returns: the index of the tree's first step, counted from the end.
  private static func append(
    _ tree: FilterTree, yes: Int, no: Int, to steps: inout [Step]
  ) -> Int {
    switch tree {
    case .constant(let value): return value ? yes : no
    case .test(let test):
      steps.append(Step(test: test, yes: yes, no: no))
      return steps.count - 1
    case .not(let tree): return append(tree, yes: no, no: yes, to: &steps)
    case .all(let trees):
      return trees.reversed().reduce(yes) { append($1, yes: $0, no: no, to: &steps) }
    case .any(let trees):
      return trees.reversed().reduce(no) { append($1, yes: yes, no: $0, to: &steps) }
    }
  }
}
