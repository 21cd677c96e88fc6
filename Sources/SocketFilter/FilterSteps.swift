/// A tree as a list of tests, each with the place to go on at for either outcome: always a
/// later one, so that it ends, and without recursion or memory.
public struct FilterSteps: Sendable {
  public struct Step: Sendable {
    public let test: FilterTest
    public var yes: Int
    public var no: Int
  }

  /// The place `steps.count` means that the tree holds, any later one that it does not.
  public private(set) var steps: [Step] = []
  /// The first place: beyond the steps where the tree is a constant, else 0.
  public let start: Int

  public init(_ tree: FilterTree) {
    // Made from its end, for every step leads to later ones; places count from the end so far.
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

  /// - Returns: where the tree begins.
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
