internal import Netlink
internal import Protocol
internal import Vocabulary

extension FilterParser {
  /// Parses what follows a keyword: an optional comparison, "=" by default, and a value.
  mutating func comparison(
    _ keyword: FilterKeyword, _ keywordColumn: Int
  ) throws(FilterError) -> FilterTree {
    text.skipSpace()
    let operatorColumn = text.column
    let comparison = FilterComparison.take(from: &text) ?? .equal
    let isOrdered = keyword == .sport || keyword == .dport
    guard isOrdered || comparison == .equal || comparison == .unequal else {
      throw FilterError(
        message: "\(keyword.rawValue) accepts = and !=, not \(comparison.rawValue)",
        column: operatorColumn)
    }
    text.skipSpace()
    let column = text.column
    let isPattern = keyword == .process || (keyword == .src && subject == .unix)
    let value = try text.value(keepingEscapes: isPattern)
    guard !value.isEmpty else {
      throw FilterError(
        message: "\(keyword.rawValue) needs \(keyword.operand)", column: column,
        hint: "For instance: \(keyword.example)")
    }
    if isOrdered { return try port(keyword, comparison, value, column) }
    let tree = try test(keyword, value, keywordColumn, column)
    return comparison == .unequal ? .not(tree) : tree
  }

  private mutating func test(
    _ keyword: FilterKeyword, _ value: String, _ keywordColumn: Int, _ column: Int
  ) throws(FilterError) -> FilterTree {
    switch keyword {
    case .src where subject == .unix:
      return .test(.name(Glob(value.hasPrefix("unix:") ? String(value.dropFirst(5)) : value)))
    case .src: return try host(.source, value, column)
    case .dst: return try host(.destination, value, column)
    case .dev: return .test(.device(try device(value, column)))
    case .fwmark:
      needs.mark = needs.mark ?? keywordColumn
      return try mark(value, column)
    case .cgroup: return .test(.cgroup(try cgroup(value, column)))
    case .uid: return .test(.uid(try number(keyword, value, column)))
    case .user: return .test(.uid(try user(value, column)))
    case .inode: return .test(.inode(try number(keyword, value, column)))
    case .cookie: return .test(.cookie(try cookie(value, column)))
    case .pid:
      needs.owners = needs.owners ?? keywordColumn
      return .test(.owner(.pid(try number(keyword, value, column))))
    case .process:
      needs.owners = needs.owners ?? keywordColumn
      return .test(.owner(.name(Glob(value))))
    case .netns:
      needs.netns = needs.netns ?? keywordColumn
      return .test(.netns(try number(keyword, value, column)))
    case .sport, .dport, .autobound:
      throw FilterError(message: "\(keyword.rawValue) does not accept this value", column: column)
    }
  }

  // MARK: Numbers and names

  private func number<Value: FixedWidthInteger>(
    _ keyword: FilterKeyword, _ value: String, _ column: Int
  ) throws(FilterError) -> Value {
    guard let number = Value(filter: value) else {
      throw FilterError(
        message: "\"\(value.prefix(64))\" is not a valid number for \(keyword.rawValue)",
        column: column,
        hint: keyword == .uid ? "For a name, write: user = NAME" : nil)
    }
    return number
  }

  private func cookie(_ value: String, _ column: Int) throws(FilterError) -> UInt64 {
    let digits = value.hasPrefix("0x") ? value.dropFirst(2) : value[...]
    guard digits.first != "+", let cookie = UInt64(digits, radix: 16) else {
      throw FilterError(
        message: "\"\(value.prefix(64))\" is not a cookie: a cookie has up to 16 hex digits",
        column: column)
    }
    return cookie
  }

  private func user(_ value: String, _ column: Int) throws(FilterError) -> UInt32 {
    if let id = names.userID(value) ?? UInt32(filter: value) { return id }
    throw FilterError(
      message: "there is no user \"\(value.prefix(64))\"", column: column,
      hint: names.user(near: value).map { "Did you mean \"\($0)\"?" })
  }

  private func device(_ value: String, _ column: Int) throws(FilterError) -> UInt32 {
    let named: UInt32?
    do throws(FilterNameError) {
      named = try names.interfaceIndex(value)
    } catch {
      throw FilterError(
        message: error.message, column: column, hint: error.hint, errno: error.errno)
    }
    if let index = named ?? UInt32(filter: value) { return index }
    throw FilterError(
      message: "there is no device \"\(value.prefix(64))\"", column: column,
      hint: "listLinks (nlctl links) lists the devices.")
  }

  private func mark(_ value: String, _ column: Int) throws(FilterError) -> FilterTree {
    let parts = value.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let mark = UInt32(filter: first),
      let mask = parts.count == 1 ? .max : UInt32(filter: parts[1])
    else {
      throw FilterError(
        message: "\"\(value.prefix(64))\" is not a mark", column: column,
        hint: "For instance: fwmark = 0x1/0xff")
    }
    return .test(.mark(mark, mask: mask))
  }

  private func cgroup(_ value: String, _ column: Int) throws(FilterError) -> UInt64 {
    do throws(FilterNameError) {
      return try names.cgroupID(value)
    } catch {
      throw FilterError(
        message: error.message, column: column, hint: error.hint, errno: error.errno)
    }
  }

  // MARK: Ports

  private func port(
    _ keyword: FilterKeyword, _ comparison: FilterComparison, _ value: String, _ column: Int
  ) throws(FilterError) -> FilterTree {
    let end: InetDiagProgram.End = keyword == .sport ? .source : .destination
    let (family, number, skipped) = FilterParser.family(value[...])
    guard let port = try port(number, column + skipped) else {
      guard comparison == .equal || comparison == .unequal else {
        throw FilterError(
          message: "\"*\" means any port and cannot be compared by size", column: column)
      }
      let isEqual = comparison == .equal
      return family.map { isEqual ? .test(.family($0)) : .constant(false) } ?? .constant(isEqual)
    }
    let tree: FilterTree
    switch comparison {
    case .equal: tree = .test(.port(end, .equal, port))
    case .unequal: tree = .not(.test(.port(end, .equal, port)))
    case .less: tree = .not(.test(.port(end, .atLeast, port)))
    case .greater: tree = .not(.test(.port(end, .atMost, port)))
    case .atMost: tree = .test(.port(end, .atMost, port))
    case .atLeast: tree = .test(.port(end, .atLeast, port))
    }
    return family.map { .all([.test(.family($0)), tree]) } ?? tree
  }

  /// Parses a port with or without its colon; nil for any port.
  func port(_ written: Substring, _ column: Int) throws(FilterError) -> UInt16? {
    let text = written.hasPrefix(":") ? written.dropFirst() : written
    if text.isEmpty || text == "*" { return nil }
    if let port = UInt16(filter: text) { return port }
    let name = String(text)
    if name.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {
      throw FilterError(
        message: "\"\(name.prefix(64))\" is not a port", column: column,
        hint: "A port is from 0 to 65535, without leading zeros.")
    }
    let ports = names.ports(ofService: name)
    if ports.count == 1 { return ports[0] }
    guard ports.isEmpty else {
      throw FilterError(
        message: "the service \"\(name.prefix(64))\" has several ports", column: column,
        hint: "Write one of \(ports.map { "\($0)" }.joined(separator: ", ")).")
    }
    throw FilterError(
      message: "\"\(name.prefix(64))\" is neither a port nor a service", column: column,
      hint: names.service(near: name).map { "Did you mean \"\($0)\"?" })
  }

  /// Splits off the family before a host or a port.
  /// - Returns: the family, nil if there is none; what follows it; and the length of the family in
  ///   characters.
  static func family(_ value: Substring) -> (InetFamily?, value: Substring, skipped: Int) {
    if value.hasPrefix("inet6:") { return (.v6, value.dropFirst(6), 6) }
    if value.hasPrefix("inet:") { return (.v4, value.dropFirst(5), 5) }
    return (nil, value, 0)
  }
}

extension FixedWidthInteger {
  /// Parses a number of a filter: decimal without leading zeros, which other programs read as
  /// octal, or hexadecimal after `0x`.
  /// - Returns: nil for any other text, and for a number that does not fit.
  public init?<Text: StringProtocol>(filter text: Text) {
    let isHex = text.hasPrefix("0x") || text.hasPrefix("0X")
    let digits = isHex ? Substring(text.dropFirst(2)) : Substring(text)
    guard let first = digits.first, first != "+", first != "-",
      isHex || first != "0" || digits.utf8.count == 1
    else { return nil }
    self.init(digits, radix: isHex ? 16 : 10)
  }
}
