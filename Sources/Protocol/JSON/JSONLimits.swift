/// The sizes a JSON text may reach before the reader refuses it.
///
/// RFC 8259 section 9 lets an implementation set each of these limits. The bytes come from
/// unprivileged users, so the cost of one text must be bounded before it is read. A limit is the
/// largest size that is still accepted. A negative limit counts as zero.
public struct JSONLimits: Sendable {
  /// How many arrays and objects may be open at the same time. A lone number has depth 0.
  ///
  /// The reader, and later the release of the value, call themselves once per level, so depth
  /// costs stack. A request of this agent needs four levels. More than ``deepest`` counts as
  /// ``deepest``.
  public var depth: Int

  /// How many values and member names one text may hold, counted together.
  ///
  /// Each becomes an allocation many times the size of the two bytes it costs to send (`1,`).
  public var tokens: Int

  /// How many UTF-8 bytes one string or member name may hold after its escapes are resolved.
  ///
  /// The longest useful string is a path, and Linux stops those at 4096 bytes (`PATH_MAX`).
  /// Escapes do not count against it, so a sender that writes only ASCII can use the full length.
  public var stringBytes: Int

  /// How many bytes one number may have as sent.
  ///
  /// 20 digits hold any 64-bit integer, and the text of a number is kept and may be echoed.
  public var numberBytes: Int

  /// The bound on ``depth`` that no caller can raise: the stack of a thread is finite.
  public static let deepest = 256

  /// The limits of a request, as the agent reads it.
  public static let request = JSONLimits()

  /// The limits of an answer, as the client reads it: the agent is trusted, and its dumps are big.
  public static let answer = JSONLimits(depth: 64, tokens: 1_000_000, stringBytes: 1 << 20)

  /// Limits that differ from those of a request only where stated.
  public init(
    depth: Int = 32,
    tokens: Int = 4096,
    stringBytes: Int = 4096,
    numberBytes: Int = 64
  ) {
    self.depth = depth
    self.tokens = tokens
    self.stringBytes = stringBytes
    self.numberBytes = numberBytes
  }

  /// The same limits with every number in the range it is read as.
  var clamped: JSONLimits {
    JSONLimits(
      depth: min(max(depth, 0), Self.deepest),
      tokens: max(tokens, 0),
      stringBytes: max(stringBytes, 0),
      numberBytes: max(numberBytes, 0)
    )
  }
}
