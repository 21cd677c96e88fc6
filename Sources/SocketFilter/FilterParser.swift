internal import Limits
internal import Protocol
internal import Vocabulary

/// The kind of sockets that a filter is for. Not every kind has ports, paths or states.
public enum FilterSubject {
  /// Sockets of inet_diag.
  case inet
  /// Sockets of unix_diag.
  case unix
  /// Inet sockets that the kernel has freed. Their events contain only a few fields.
  case freed

  /// The kind in words, for messages.
  public var words: String {
    switch self {
    case .inet: "TCP and UDP sockets"
    case .unix: "Unix sockets"
    case .freed: "freed sockets"
    }
  }
}

/// Parses the filter language of ss(8): predicates combined by `not`, `and`, `or` (in order of
/// decreasing precedence) and parentheses. Two predicates without an operator between them are
/// joined by `and`.
public struct FilterParser {
  var text: FilterText
  let subject: FilterSubject
  let names: any FilterNames
  /// The columns of the first predicates that need more than a row.
  var needs = FilterNeeds()
  private var depth = 0

  init(_ text: String, _ subject: FilterSubject, _ names: any FilterNames) {
    self.text = FilterText(text)
    self.subject = subject
    self.names = names
  }

  /// Parses a whole expression. An empty one matches every socket.
  /// - Parameters:
  ///   - subject: the kind of sockets, which decides the predicates that are allowed.
  ///   - names: resolves the names in the expression.
  /// - Returns: the tree, and what the agent must know to evaluate it.
  /// - Throws: `FilterError` with the column of the first error; also for more than
  ///   `Limits.filterBytes` bytes.
  public static func parse(
    _ text: String, _ subject: FilterSubject, _ names: any FilterNames
  ) throws(FilterError) -> (tree: FilterTree, needs: FilterNeeds) {
    guard text.utf8.count <= Limits.filterBytes else {
      throw FilterError(
        message: "a filter has at most \(Limits.filterBytes) bytes", column: 1)
    }
    var parser = FilterParser(text, subject, names)
    parser.text.skipSpace()
    guard parser.text.next != nil else { return (.constant(true), parser.needs) }
    let tree = try parser.alternatives()
    if let next = parser.text.next {
      throw FilterError(
        message: "\"\(Character(next))\" is not expected here", column: parser.text.column,
        hint: next == ")" ? "There is no \"(\" before it." : nil)
    }
    return (tree, parser.needs)
  }

  // MARK: Operators

  private mutating func alternatives() throws(FilterError) -> FilterTree {
    var trees = [try conjunction()]
    while text.take("||") || text.take("|") || text.take(word: "or") {
      trees.append(try conjunction())
    }
    return trees.count == 1 ? trees[0] : .any(trees)
  }

  private mutating func conjunction() throws(FilterError) -> FilterTree {
    var trees = [try operand()]
    while true {
      if text.take("&&") || text.take("&") || text.take(word: "and") {
        trees.append(try operand())
      } else if text.next == nil || text.next == ")" || text.next == "|" || text.word == "or" {
        return trees.count == 1 ? trees[0] : .all(trees)
      } else {
        trees.append(try operand())
      }
    }
  }

  /// Parses one operand of `and`, and the space after it.
  private mutating func operand() throws(FilterError) -> FilterTree {
    text.skipSpace()
    let tree = isAtState ? try stateWords() : try negation()
    text.skipSpace()
    return tree
  }

  private mutating func negation() throws(FilterError) -> FilterTree {
    text.skipSpace()
    let column = text.column
    if text.take("!") || text.take(word: "not") {
      try enterNesting(column)
      let tree = try negation()
      depth -= 1
      return .not(tree)
    }
    guard text.take("(") else { return try predicate() }
    try enterNesting(column)
    let tree = try alternatives()
    depth -= 1
    guard text.take(")") else {
      throw FilterError(message: "this \"(\" is not closed", column: column)
    }
    return tree
  }

  private mutating func enterNesting(_ column: Int) throws(FilterError) {
    depth += 1
    guard depth <= Limits.filterDepth else {
      throw FilterError(
        message: "\"(\" and \"not\" can be nested at most \(Limits.filterDepth) deep",
        column: column)
    }
  }

  // MARK: States

  private var isAtState: Bool { text.word == "state" || text.word == "exclude" }

  /// Parses `state` and `exclude` words in a row, without operators between them, as ss does: each
  /// `state` adds states, each `exclude` removes some.
  private mutating func stateWords() throws(FilterError) -> FilterTree {
    var states: UInt32?
    repeat {
      let isAdding = text.word == "state"
      let named = try stateWord()
      if isAdding {
        states = (states ?? 0) | named
      } else {
        states = (states ?? FilterStates.all) & ~named
      }
      text.skipSpace()
    } while isAtState
    return .test(.states(states ?? FilterStates.all))
  }

  private mutating func stateWord() throws(FilterError) -> UInt32 {
    let keyword = text.word
    guard subject != .freed else {
      throw FilterError(
        message: "\(keyword) does not apply to \(subject.words)", column: text.column)
    }
    _ = text.take(word: keyword)
    text.skipSpace()
    let column = text.column
    let name = try text.value(keepingEscapes: false)
    guard !name.isEmpty else {
      throw FilterError(
        message: "\(keyword) needs the name of a state", column: column,
        hint: "For instance: \(keyword) established")
    }
    guard let bits = FilterStates.bits(name) else {
      throw FilterError(
        message: "there is no state \"\(name.prefix(64))\"", column: column,
        hint: Spelling.question(for: name, among: FilterStates.names))
    }
    return bits
  }

  // MARK: Predicates

  private mutating func predicate() throws(FilterError) -> FilterTree {
    let column = text.column
    if isAtState {
      let isAdding = text.word == "state"
      let states = try stateWord()
      return .test(.states(isAdding ? states : FilterStates.all & ~states))
    }
    let word = text.word
    guard !word.isEmpty else { throw missing(column) }
    guard let keyword = FilterKeyword(rawValue: word) else {
      throw FilterError(
        message: "there is no predicate \"\(word.prefix(64))\"", column: column,
        hint: FilterParser.hint(for: word))
    }
    guard keyword.isFor(subject) else {
      throw FilterError(
        message: "\(word) does not apply to \(subject.words)", column: column)
    }
    _ = text.take(word: word)
    if keyword == .autobound { return .test(.autobound) }
    return try comparison(keyword, column)
  }

  private func missing(_ column: Int) -> FilterError {
    guard let next = text.next else {
      return FilterError(
        message: "the filter ends where a predicate is expected", column: column,
        hint: "For instance: sport = :443")
    }
    return FilterError(
      message: "\"\(Character(next))\" stands where a predicate is expected", column: column,
      hint: "For instance: sport = :443")
  }

  private static func hint(for word: String) -> String {
    if word.hasPrefix(":") || word.allSatisfy(\.isNumber) {
      return "For a port, write: sport = \(word.prefix(16)) or dport = \(word.prefix(16))"
    }
    return Spelling.question(for: word, among: FilterKeyword.allNames)
      ?? "The predicates are \(FilterKeyword.allNames.joined(separator: ", "))."
  }
}

/// What a filter needs beyond the kernel's rows.
public struct FilterNeeds: Equatable, Sendable {
  /// The column of the first predicate that needs the owners of sockets; nil if none does.
  public var owners: Int?
  /// The column of the first predicate that needs the network namespace; nil if none does.
  public var netns: Int?
  /// The column of the first predicate that needs marks, which the kernel tests only for processes
  /// with CAP_NET_ADMIN; nil if none does.
  public var mark: Int?

  /// The columns of the first predicates, nil if there are none.
  public init(owners: Int? = nil, netns: Int? = nil, mark: Int? = nil) {
    self.owners = owners
    self.netns = netns
    self.mark = mark
  }
}
