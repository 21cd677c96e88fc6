import Testing

@testable import Protocol

struct JSONNumberTests {
  struct Row: Sendable {
    let text: String
    let uint64: UInt64?
    let int64: Int64?
    let isInteger: Bool

    init(_ text: String, _ uint64: UInt64?, _ int64: Int64?, _ isInteger: Bool = true) {
      self.text = text
      self.uint64 = uint64
      self.int64 = int64
      self.isInteger = isInteger
    }
  }

  @Test(arguments: [small, borders, fractions, hostile].flatMap { $0 })
  func givesTheExactInteger(_ row: Row) throws {
    let limits = JSONLimits(numberBytes: 1 << 20)
    let node = try JSONReader.parse(Array(row.text.utf8), limits: limits)
    guard case .number(let number) = node.value else {
      Issue.record("not a number")
      return
    }
    #expect(number.text == row.text)
    #expect(number.uint64 == row.uint64)
    #expect(number.int64 == row.int64)
    #expect(number.isInteger == row.isInteger)
  }

  static let small: [Row] = [
    Row("0", 0, 0),
    Row("-0", 0, 0),
    Row("0.0", 0, 0),
    Row("-0.0e5", 0, 0),
    Row("1", 1, 1),
    Row("-1", nil, -1),
    Row("1.0", 1, 1),
    Row("1.000", 1, 1),
    Row("-1.0", nil, -1),
    Row("1e2", 100, 100),
    Row("1E+2", 100, 100),
    Row("-1e2", nil, -100),
    Row("1.5e1", 15, 15),
    Row("1.25e2", 125, 125),
    Row("0.001e3", 1, 1),
    Row("100e-2", 1, 1),
    Row("1200e-1", 120, 120),
    Row("10", 10, 10),
    Row("1001", 1001, 1001),
  ]

  static let borders: [Row] = [
    Row("9007199254740993", 9_007_199_254_740_993, 9_007_199_254_740_993),
    Row("9223372036854775807", 9_223_372_036_854_775_807, .max),
    Row("9223372036854775808", 9_223_372_036_854_775_808, nil),
    Row("-9223372036854775808", nil, .min),
    Row("-9223372036854775808.000", nil, .min),
    Row("-922337203685477580.8e1", nil, .min),
    Row("-9223372036854775809", nil, nil),
    Row("18446744073709551615", .max, nil),
    Row("1844674407370955161.5e1", .max, nil),
    Row("18446744073709551616", nil, nil),
    Row("18446744073709551620", nil, nil),
    Row("-18446744073709551615", nil, nil),
    Row("1e19", 10_000_000_000_000_000_000, nil),
    Row("1e18", 1_000_000_000_000_000_000, 1_000_000_000_000_000_000),
    Row("2e19", nil, nil),
    Row("1e20", nil, nil),
    Row("99999999999999999999", nil, nil),
    Row("100000000000000000000", nil, nil),
    Row("10000000000000000000000e-22", 1, 1),
  ]

  static let fractions: [Row] = [
    Row("0.5", nil, nil, false),
    Row("-0.5", nil, nil, false),
    Row("1e-1", nil, nil, false),
    Row("1.05e1", nil, nil, false),
    Row("15e-1", nil, nil, false),
    Row("9007199254740993.1", nil, nil, false),
    Row("0.99999999999999999999999", nil, nil, false),
  ]

  static let hostile: [Row] = [
    Row("1e400", nil, nil),
    Row("-1e400", nil, nil),
    Row("1e-400", nil, nil, false),
    Row("1e999999999", nil, nil),
    Row("1e-999999999", nil, nil, false),
    Row("0e999999999", 0, 0),
    Row("-0e-999999999", 0, 0),
    Row("1e9223372036854775807", nil, nil),
    Row("1e9223372036854775808", nil, nil),
    Row("1e-9223372036854775808", nil, nil, false),
    Row("1e-9223372036854775809", nil, nil, false),
    Row("1e" + String(repeating: "9", count: 10_000), nil, nil),
    Row("1e-" + String(repeating: "9", count: 10_000), nil, nil, false),
    Row("10.0e-" + String(repeating: "9", count: 10_000), nil, nil, false),
    Row("1e" + String(repeating: "0", count: 10_000) + "2", 100, 100),
    Row("0." + String(repeating: "0", count: 9_999) + "1e10000", 1, 1),
    Row("1" + String(repeating: "0", count: 10_000) + "e-10000", 1, 1),
    Row(String(repeating: "7", count: 10_000), nil, nil),
    Row("0." + String(repeating: "7", count: 10_000), nil, nil, false),
  ]

  /// The type can only be made by the reader, but a wrong text inside it must not trap either.
  @Test(arguments: ["", "-", "e", ".", "-.e", "abc", "1e", "--1", "1.1.1", "é", "1e1e1"])
  func neverTraps(_ text: String) {
    let number = JSONNumber(text: text)
    _ = (number.uint64, number.int64, number.isInteger)
  }
}
