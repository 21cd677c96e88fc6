/// Why a text is not JSON, or is JSON beyond a limit, and where.
public struct JSONError: Error, Equatable, Sendable {
  /// What is wrong. The RFC 8259 section that says so is named with each case.
  public enum Reason: Equatable, Sendable {
    /// The text ends inside a value, or holds no value at all (section 2).
    case unexpectedEnd
    /// Something else stands where a value must begin (section 3).
    case valueExpected
    /// Something else stands where a member name must begin (section 4).
    case nameExpected
    /// Something else stands between a member name and its value (section 4).
    case colonExpected
    /// Something else stands after an element or a member (sections 4 and 5).
    case commaExpected
    /// A word begins like `true`, `false` or `null` but is none of them (section 3).
    case unknownWord
    /// A number has a leading zero, or no digit where one must stand (section 6).
    case badNumber
    /// A backslash begins none of the nine escapes (section 7).
    case badEscape
    /// A `\u` escape is half of a surrogate pair without the other half (section 8.2).
    case loneSurrogate
    /// A byte below 0x20 stands in a string without an escape (section 7).
    case controlCharacter
    /// A string holds bytes that are not UTF-8 (section 8.1).
    case badUTF8
    /// More bytes follow the one value of the text (section 2).
    case trailingBytes
    /// More arrays and objects are open than ``JSONLimits/depth`` (section 9).
    case tooDeep(limit: Int)
    /// There are more values and names than ``JSONLimits/tokens`` (section 9).
    case tooManyTokens(limit: Int)
    /// A string is longer than ``JSONLimits/stringBytes`` (section 9).
    case stringTooLong(limit: Int)
    /// A number is longer than ``JSONLimits/numberBytes`` (section 9).
    case numberTooLong(limit: Int)
  }

  /// What is wrong.
  public let reason: Reason

  /// The byte where it is wrong, counted from 0. It equals the length of the text when the text
  /// ends too early. For a string or number beyond its limit it is the first byte of it.
  public let offset: Int

  /// One plain sentence for a person. Its byte column counts from 1, as editors do, and it repeats
  /// nothing of the text, so it is safe to log.
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
    case .badNumber: "this is not how JSON writes a number"
    case .badEscape: "this backslash does not begin a known escape"
    case .loneSurrogate: "this escape is only half of a surrogate pair"
    case .controlCharacter: "a control character in a string must be escaped"
    case .badUTF8: "the string is not valid UTF-8"
    case .trailingBytes: "nothing may follow the value"
    case .tooDeep(let limit): "arrays and objects may nest at most \(limit) deep"
    case .tooManyTokens(let limit): "at most \(limit) values and names are allowed"
    case .stringTooLong(let limit): "a string may hold at most \(limit) bytes"
    case .numberTooLong(let limit): "a number may have at most \(limit) bytes"
    }
  }
}
