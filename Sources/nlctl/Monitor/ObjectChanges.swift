internal import Syscalls

/// The differences between two states of an object: `mtu 1500 → 1400`.
struct ObjectChanges {
  private let before: [UInt8]
  private let now: [UInt8]
  private let old: [(name: String, value: Field)]
  private let new: [(name: String, value: Field)]

  /// Members that change together with others. They are shown only if nothing else changed.
  private static let minor = [
    "updatedHundredths", "createdHundredths", "carrierChanges", "carrierUpCount",
    "carrierDownCount", "master", "link",
  ]

  /// - Parameters:
  ///   - before: the JSON text of the object before the change.
  ///   - now: its JSON text after the change.
  init(from before: [UInt8], to now: [UInt8]) {
    self.before = before
    self.now = now
    old = ObjectChanges.members(before)
    new = ObjectChanges.members(now)
  }

  func write(to out: inout OutputBuffer) {
    var changed = new.filter { member in
      !old.contains { $0.name == member.name && isSame($0.value, before, member.value, now) }
    }.map(\.name)
    changed += old.filter { member in !new.contains { $0.name == member.name } }.map(\.name)
    let major = changed.filter { !ObjectChanges.minor.contains($0) }
    var isFirst = true
    for name in major.isEmpty ? changed : major {
      if !isFirst { out.append(literal: ", ") }
      isFirst = false
      out.append(name)
      out.append(UInt8(ascii: " "))
      let from = old.first { $0.name == name }?.value ?? Field()
      let to = new.first { $0.name == name }?.value ?? Field()
      if from.kind == .array, to.kind == .array {
        writeElements(from, to, &out)
      } else {
        _ = out.cell(before.span, from)
        out.append(literal: " → ")
        _ = out.cell(now.span, to)
      }
    }
  }

  /// The elements that a list gained (+) and lost (-).
  private func writeElements(_ from: Field, _ to: Field, _ out: inout OutputBuffer) {
    let old = ObjectChanges.elements(from, before)
    let new = ObjectChanges.elements(to, now)
    var changes = new.filter { element in
      !old.contains { isSame($0, before, element, now) }
    }.map { (UInt8(ascii: "+"), $0, now) }
    changes += old.filter { element in
      !new.contains { isSame($0, now, element, before) }
    }.map { (UInt8(ascii: "-"), $0, before) }
    for (index, change) in changes.enumerated() {
      if index > 0 { out.append(UInt8(ascii: " ")) }
      out.append(change.0)
      _ = out.cell(change.2.span, change.1)
    }
    if changes.isEmpty { out.append(literal: "in another order") }
  }

  private static func elements(_ list: Field, _ text: [UInt8]) -> [Field] {
    var elements: [Field] = []
    FieldScanner.elements(of: list, text.span) { elements.append($0) }
    return elements
  }

  private func isSame(
    _ one: Field, _ text: [UInt8], _ other: Field, _ otherText: [UInt8]
  ) -> Bool {
    one.kind == other.kind
      && text[one.start..<one.end].elementsEqual(otherText[other.start..<other.end])
  }

  private static func members(_ text: [UInt8]) -> [(name: String, value: Field)] {
    var members: [(name: String, value: Field)] = []
    FieldScanner.members(of: Field(object: text.span), text.span) { name, value in
      let name = String(decoding: text[name.start..<name.end], as: UTF8.self)
      // `nameHex` has the exact bytes of `name` and changes with it.
      if !name.hasSuffix("Hex") { members.append((name, value)) }
    }
    return members
  }
}
