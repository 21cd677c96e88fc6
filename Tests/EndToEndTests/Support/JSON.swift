import Foundation
import TestSupport

/// JSON as Foundation reads it: a judge that is not ours.
struct JSON: CustomStringConvertible {
  let value: Any?

  init(value: Any?) {
    self.value = value
  }

  init(_ text: String) throws {
    do {
      value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    } catch {
      throw HarnessError("no JSON: \(text.prefix(300))")
    }
  }

  subscript(name: String) -> JSON { JSON(value: (value as? [String: Any])?[name]) }

  var isAbsent: Bool { value == nil }
  var isNull: Bool { value is NSNull }
  var array: [JSON] { (value as? [Any] ?? []).map { JSON(value: $0) } }
  var object: [String: Any] { value as? [String: Any] ?? [:] }
  var string: String? { value as? String }
  var strings: [String]? { value as? [String] }
  var int: Int? { (value as? NSNumber)?.intValue }
  var uint64: UInt64? { (value as? NSNumber)?.uint64Value }
  var bool: Bool? { (value as? NSNumber)?.boolValue }

  var description: String {
    guard let value else { return "(absent)" }
    guard
      let data = try? JSONSerialization.data(
        withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
    else { return "\(value)" }
    return String(decoding: data, as: UTF8.self)
  }
}
