import Testing

@testable import Protocol

/// Texts on which RFC 8259 leaves the reader a choice, with the choice made here and its reason.
struct JSONChoiceTests {
  struct Row: Sendable {
    let notation: String
    let outcome: Outcome
    let why: String
  }

  enum Outcome: Sendable {
    case accept(String)
    case refuse(JSONError.Reason)
  }

  @Test(arguments: rows)
  func decides(_ row: Row) throws {
    let text = JSONNotation(row.notation)
    switch row.outcome {
    case .accept(let expected):
      #expect(try JSONReader.parse(text.bytes).rendered == expected, "\(row.why)")
    case .refuse(let reason):
      let expected = JSONError(reason: reason, offset: text.mark ?? 0)
      #expect(refusal(of: text.bytes) == expected, "\(row.why)")
    }
  }

  private static func accept(_ notation: String, _ value: String, _ why: String) -> Row {
    Row(notation: notation, outcome: .accept(value), why: why)
  }

  private static func refuse(_ notation: String, _ reason: JSONError.Reason, _ why: String) -> Row {
    Row(notation: notation, outcome: .refuse(reason), why: why)
  }

  static let rows = [duplicates, numbers, surrogates, encodings, nesting].flatMap { $0 }

  static let duplicates: [Row] = [
    accept(#"{"a":1,"a":2}"#, "{'a':1,'a':2}", "the caller sees both members and decides"),
    accept(#"{"a":1,"a":1}"#, "{'a':1,'a':1}", "equal values make no difference"),
    accept(#"{"a":1,"\u0061":2}"#, "{'a':1,'a':2}", "an escape does not hide a duplicate"),
    accept(#"{"":1,"":2}"#, "{'':1,'':2}", "the empty name is a name"),
    accept(#"{"é":1,"e<CC><81>":2}"#, "{'<U+E9>':1,'e<U+301>':2}", "text is not normalized"),
  ]

  static let numbers: [Row] = [
    accept("1e400", "1e400", "the text is kept, so nothing overflows"),
    accept("-1e400", "-1e400", "the text is kept, so nothing overflows"),
    accept("1e-400", "1e-400", "the text is kept, so nothing underflows"),
    accept("1e999999999", "1e999999999", "the exponent is not evaluated while reading"),
    accept("1e99999999999999999999999", "1e99999999999999999999999", "nor is a longer one"),
    accept("-1e-99999999999999999999", "-1e-99999999999999999999", "nor is a negative one"),
    accept("0e999999999", "0e999999999", "zero stays zero"),
    accept("18446744073709551616", "18446744073709551616", "2^64 is a number, not a uint64"),
    accept("-9223372036854775809", "-9223372036854775809", "below any Int64"),
    accept("9007199254740993", "9007199254740993", "2^53 + 1 is not rounded"),
    accept("0.10000000000000000001", "0.10000000000000000001", "digits beyond a Double stay"),
    accept("-0", "-0", "the sign of zero stays in the text"),
    accept(
      String(repeating: "9", count: 1000), String(repeating: "9", count: 1000),
      "the text of a number stays"),
    refuse(
      "¦1" + String(repeating: "0", count: 1000), .numberTooLong(limit: 1000),
      "1001 digits have no use here"),
  ]

  static let surrogates: [Row] = [
    refuse(#""¦\ud800""#, .loneSurrogate, "a String cannot hold it, and no name needs it"),
    refuse(#""¦\udbff""#, .loneSurrogate, "the last high one"),
    refuse(#""¦\udc00""#, .loneSurrogate, "the first low one"),
    refuse(#""¦\uDFFF""#, .loneSurrogate, "the last low one"),
    refuse(#""¦\ud800\ud800""#, .loneSurrogate, "two high ones"),
    refuse(#""¦\udbff\udbff""#, .loneSurrogate, "the last high one twice"),
    refuse(#""¦\udc00\udc00""#, .loneSurrogate, "two low ones"),
    refuse(#""¦\uDFFF\uDFFF""#, .loneSurrogate, "the last low one twice"),
    refuse(#""¦\udc00\ud800""#, .loneSurrogate, "the wrong order"),
    refuse(#""¦\udc27\ud83d""#, .loneSurrogate, "a pair reversed"),
    refuse(#""¦\ud800\n""#, .loneSurrogate, "another escape between"),
    refuse(#""¦\ud800x\udc00""#, .loneSurrogate, "a letter between"),
    refuse(#""¦\ud800 dc00""#, .loneSurrogate, "no escape second"),
    refuse(#""¦\ud800udc00x""#, .loneSurrogate, "no backslash before the second"),
    refuse(#""¦\udc00x""#, .loneSurrogate, "a low one before a letter"),
    refuse(#""¦\ud800\u0041""#, .loneSurrogate, "no surrogate second"),
    refuse(#""¦\ud800\udbff""#, .loneSurrogate, "just below the low ones"),
    refuse(#""¦\ud800\ue000""#, .loneSurrogate, "just above the low ones"),
    refuse(#""\ud83d\udc27¦\udc27""#, .loneSurrogate, "one half too many"),
    refuse(#""\ud83d\udc27¦\ud83d""#, .loneSurrogate, "a high half too many"),
    refuse(#""\u0041¦\udc00\udc00""#, .loneSurrogate, "two low ones after a letter"),
    refuse(#"{"¦\ud800":1}"#, .loneSurrogate, "names are strings"),
  ]

  static let encodings: [Row] = [
    refuse("¦<EF><BB><BF>1", .valueExpected, "section 8.1 allows to refuse a byte order mark"),
    refuse("¦<EF><BB><BF>", .valueExpected, "a byte order mark alone"),
    refuse("¦<FF><FE>1<00>", .valueExpected, "UTF-16 little endian with mark"),
    refuse("¦<FE><FF><00>1", .valueExpected, "UTF-16 big endian with mark"),
    refuse("1¦<00>", .trailingBytes, "UTF-16 little endian without mark"),
    refuse("¦<00>1", .valueExpected, "UTF-16 big endian without mark"),
    refuse(#""¦<FF>""#, .badUTF8, "a byte that UTF-8 never has"),
    refuse(#""¦<E9>""#, .badUTF8, "Latin-1"),
    refuse(#""¦<C0><80>""#, .badUTF8, "the overlong NUL of Java"),
    refuse(#""¦<C0><AF>""#, .badUTF8, "an overlong slash would pass a path check"),
    refuse(#""¦<ED><A0><80>""#, .badUTF8, "a surrogate in UTF-8"),
    refuse(#""¦<ED><A0><BD><ED><B0><A7>""#, .badUTF8, "a pair of them, as CESU-8 has it"),
    refuse(#""¦<F4><90><80><80>""#, .badUTF8, "beyond U+10FFFF"),
    refuse(#""a¦<80>""#, .badUTF8, "a lone continuation byte"),
    refuse(#""¦<E2><82>""#, .badUTF8, "a sequence cut short"),
  ]

  static let nesting: [Row] = [
    accept(
      String(repeating: "[", count: 32) + String(repeating: "]", count: 32),
      String(repeating: "[", count: 32) + String(repeating: "]", count: 32), "just deep enough"),
    refuse(
      String(repeating: "[", count: 32) + "¦[" + String(repeating: "]", count: 33),
      .tooDeep(limit: 32), "one level too deep"),
    refuse(
      String(repeating: "[", count: 32) + "¦" + String(repeating: "[", count: 100_000),
      .tooDeep(limit: 32), "an attack on the stack"),
    refuse(
      String(repeating: #"{"a":"#, count: 32) + "¦" + String(repeating: #"{"a":"#, count: 1000),
      .tooDeep(limit: 32), "the same with objects"),
  ]
}
