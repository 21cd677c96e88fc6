/// Why and where a text is not JSON, or is JSON that exceeds a limit.
public struct JSONError: Error, Equatable, Sendable {
  /// What is wrong. Each case names the section of RFC 8259 that requires or permits the refusal.
  public enum Reason: Equatable, Sendable {
    /// The text ends inside a value, or contains no value at all (section 2).
    case unexpectedEnd
    /// The byte cannot begin a value, and a value must begin here (section 3).
    case valueExpected
    /// The byte is not a quote, and a member name must begin here (section 4).
    case nameExpected
    /// A member name is not followed by a colon (section 4).
    case colonExpected
    /// An element or a member is followed by neither a comma nor the closing bracket (sections 4
    /// and 5).
    case commaExpected
    /// A word begins like `true`, `false` or `null` but is none of them (section 3).
    case unknownWord
    /// A number has a leading zero, or lacks a digit where one is required (section 6).
    case badNumber
    /// A backslash begins none of the nine escapes (section 7).
    case badEscape
    /// A `\u` escape is half of a surrogate pair without the other half (section 8.2).
    case loneSurrogate
    /// A string contains a byte below 0x20 that is not escaped (section 7).
    case controlCharacter
    /// A string contains bytes that are not UTF-8 (section 8.1).
    case badUTF8
    /// Bytes other than white space follow the value (section 2).
    case trailingBytes
    /// Arrays and objects nest deeper than ``JSONLimits/depth`` (section 9).
    case tooDeep(limit: Int)
    /// The text has more values and member names than ``JSONLimits/tokens`` (section 9).
    case tooManyTokens(limit: Int)
    /// A string is longer than ``JSONLimits/stringBytes`` (section 9).
    case stringTooLong(limit: Int)
    /// A number is longer than ``JSONLimits/numberBytes`` (section 9).
    case numberTooLong(limit: Int)
  }

  /// What is wrong.
  public let reason: Reason

  /// The byte offset of the error, from 0. If the text ends too early, it is the length of the
  /// text. If a string or number exceeds its limit, it is the offset of its first byte.
  public let offset: Int

  /// One sentence for people. Its byte column counts from 1, as editors do. It quotes nothing of
  /// the text, so it is safe to log.
  public var message: String {
    "The JSON is wrong at byte column \(offset + 1): \(reason.explanation)."
  }
}

extension JSONError.Reason {
  fileprivate var explanation: String {
    switch self {
    case .unexpectedEnd: "it ends before the value is complete"
    case .valueExpected: "a value must begin here"
    case .nameExpected: "a member name in double quotes must begin here"
    case .colonExpected: "a colon must follow the member name"
    case .commaExpected: "a comma or the closing bracket must follow the value"
    case .unknownWord: "the only words allowed are true, false and null"
    case .badNumber: "this is not a valid number"
    case .badEscape: "this backslash does not begin a valid escape"
    case .loneSurrogate: "this escape is only half of a surrogate pair"
    case .controlCharacter: "a control character in a string must be escaped"
    case .badUTF8: "the string is not valid UTF-8"
    case .trailingBytes: "nothing may follow the value"
    case .tooDeep(let limit): "arrays and objects may nest at most \(limit) levels deep"
    case .tooManyTokens(let limit): "at most \(limit) values and member names are allowed"
    case .stringTooLong(let limit): "a string may be at most \(limit) bytes long"
    case .numberTooLong(let limit): "a number may be at most \(limit) bytes long"
    }
  }
}
