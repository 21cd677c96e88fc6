import Testing

@testable import Protocol

/// Texts that are not JSON, each with the reason and, at the mark `¦`, the place of the error.
struct JSONRejectTests {
  typealias Row = (notation: String, reason: JSONError.Reason)

  @Test(arguments: JSONRejectCases.structural)
  func refusesBrokenStructure(_ notation: String, _ reason: JSONError.Reason) throws {
    try expectRefusal(notation, reason)
  }

  @Test(arguments: JSONRejectCases.lexical)
  func refusesBrokenNumbersAndStrings(_ notation: String, _ reason: JSONError.Reason) throws {
    try expectRefusal(notation, reason)
  }

  private func expectRefusal(_ notation: String, _ reason: JSONError.Reason) throws {
    let text = JSONNotation(notation)
    let mark = try #require(text.mark)
    #expect(refusal(of: text.bytes) == JSONError(reason: reason, offset: mark))
  }
}
