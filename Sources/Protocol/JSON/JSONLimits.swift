/// The sizes beyond which the reader refuses a JSON text.
///
/// RFC 8259 section 9 lets an implementation set each of these limits. The bytes come from
/// unprivileged users, so the cost of one text must be bounded before it is read. A limit is the
/// largest size that is still accepted. A negative limit counts as zero.
public struct JSONLimits: Sendable {
  /// How deep arrays and objects may nest. A lone number has depth 0.
  ///
  /// Reading a value and releasing it recurse once per level, so depth costs stack. A request to
  /// this agent needs four levels. A value above ``deepest`` counts as ``deepest``.
  public var depth: Int

  /// How many values and member names one text may contain, counted together.
  ///
  /// Each costs the sender two bytes (`1,`) and the reader an allocation many times that size.
  public var tokens: Int

  /// How many UTF-8 bytes one string or member name may have after its escapes are resolved.
  ///
  /// The longest useful string is a path, which Linux limits to 4096 bytes (`PATH_MAX`). Because
  /// escapes are resolved first, a sender that writes only ASCII can use the full length.
  public var stringBytes: Int

  /// How many bytes the text of one number may have.
  ///
  /// Any 64-bit integer fits into 20 digits; the longest number that tests of readers use has some
  /// hundred. The text of a number is kept and may be echoed.
  public var numberBytes: Int

  /// The upper bound of ``depth``. No caller can raise it, because a thread's stack is finite.
  public static let deepest = 256

  /// The limits for requests, which the agent reads.
  public static let request = JSONLimits()

  /// The limits for answers, which the client reads. The records of a list do not count;
  /// `ResponseScanner` takes them out. A token takes the client some 150 bytes.
  public static let answer = JSONLimits(depth: 64, tokens: 100_000, stringBytes: 1 << 20)

  /// Makes limits. Each default is the limit for requests.
  public init(
    depth: Int = 32,
    tokens: Int = 4096,
    stringBytes: Int = 4096,
    numberBytes: Int = 1000
  ) {
    self.depth = depth
    self.tokens = tokens
    self.stringBytes = stringBytes
    self.numberBytes = numberBytes
  }

  /// The same limits, each clamped to its valid range.
  var clamped: JSONLimits {
    JSONLimits(
      depth: min(max(depth, 0), Self.deepest),
      tokens: max(tokens, 0),
      stringBytes: max(stringBytes, 0),
      numberBytes: max(numberBytes, 0)
    )
  }
}
