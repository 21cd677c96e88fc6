internal import Protocol
internal import Syscalls

extension MonitorEvent {
  /// The value that names the object for people: the name of a link, or of what it belongs to.
  var objectName: Field {
    switch topic.name {
    case "route": return member("table")
    case "rule": return member("priority")
    default: break
    }
    for name in ["name", "interface", "protocol", "resource", "command"] {
      let field = member(name)
      if field.hasValue { return field }
    }
    return member(topic.keys.first ?? "")
  }

  /// The members that describe an object, each with the label before it. Topics that are not listed
  /// here show all scalars under their names.
  private static let summaries: [String: [(label: String, member: String)]] = [
    "link": [
      ("", "kind"), ("", "operState"), ("mtu ", "mtu"), ("master ", "masterName"),
      ("peer ", "linkName"), ("address ", "address"),
    ],
    "address": [
      ("", "address"), ("/", "prefixLength"), ("peer ", "peer"), ("scope ", "scope"),
      ("flags ", "flags"),
    ],
    "route": [
      ("", "destination"), ("/", "prefixLength"), ("", "type"), ("protocol ", "protocol"),
      ("metric ", "priority"),
    ],
    "neighbor": [("", "address"), ("at ", "linkAddress"), ("", "state"), ("flags ", "flags")],
    "rule": [
      ("", "family"), ("from ", "from"), ("/", "fromPrefixLength"), ("to ", "to"),
      ("/", "toPrefixLength"), ("iif ", "inputInterface"), ("oif ", "outputInterface"),
      ("mark ", "mark"), ("", "action"), ("", "table"),
    ],
    "taskExit": [("pid ", "pid"), ("of ", "tgid"), ("user ", "user")],
    "pressure": [("", "kind"), ("of ", "path")],
    "socketClose": [
      ("", "localAddress"), (":", "localPort"), ("→ ", "remoteAddress"), (":", "remotePort"),
    ],
  ]

  /// Appends the values that describe the object.
  func writeSummary(to out: inout OutputBuffer) {
    guard let parts = MonitorEvent.summaries[topic.name] else { return writeScalars(to: &out) }
    var isFirst = true
    for part in parts {
      let field = member(part.member)
      guard field.hasValue else { continue }
      // A prefix length or a port directly follows the address.
      if !isFirst, part.label != "/", part.label != ":" { out.append(UInt8(ascii: " ")) }
      isFirst = false
      write(part.label, field, to: &out)
    }
    switch topic.name {
    case "socketClose":
      writeTraffic(to: &out)
      writeProcesses(to: &out)
    case "route": writeNextHops(to: &out)
    case "pressure": writeStalls(to: &out)
    case "taskExit": writeExit(to: &out)
    default: break
    }
  }

  private func writeScalars(to out: inout OutputBuffer) {
    var isFirst = true
    FieldScanner.members(of: Field(object: object.span), object.span) { name, value in
      guard value.hasValue, value.kind != .object, value.kind != .array else { return }
      if !isFirst { out.append(UInt8(ascii: " ")) }
      isFirst = false
      _ = out.text(object.span, name)
      out.append(UInt8(ascii: " "))
      _ = out.cell(object.span, value)
    }
  }

  private func write(_ label: String, _ field: Field, to out: inout OutputBuffer) {
    out.append(label)
    _ = out.cell(object.span, field)
  }

  /// Appends those members of an inner object that have a value, each with the label before it.
  private func write(
    _ parts: [(label: String, member: String)], of inner: Field, to out: inout OutputBuffer
  ) {
    for part in parts {
      let field = inner.member(part.member, object)
      if field.hasValue { write(part.label, field, to: &out) }
    }
  }

  private func writeNextHops(to out: inout OutputBuffer) {
    FieldScanner.elements(of: member("nextHops"), object.span) { nextHop in
      write([(" via ", "gateway"), (" dev ", "interface")], of: nextHop, to: &out)
    }
  }

  private func writeTraffic(to out: inout OutputBuffer) {
    write(
      [(" sent ", "tcpi_bytes_acked"), (" received ", "tcpi_bytes_received")],
      of: member("tcpInfo"), to: &out)
  }

  private func writeProcesses(to out: inout OutputBuffer) {
    FieldScanner.elements(of: member("processes"), object.span) { process in
      write(" ", process.member("command", object), to: &out)
      write("(", process.member("pid", object), to: &out)
      out.append(UInt8(ascii: ")"))
    }
    let reason = member("ownerUnknown")
    guard reason.hasValue else { return }
    write(" (", reason, to: &out)
    out.append(UInt8(ascii: ")"))
  }

  private func writeExit(to out: inout OutputBuffer) {
    write(" ", member("exit").member("words", object), to: &out)
    guard let elapsed = member("elapsedMicroseconds").number(object.span) else { return }
    out.append(literal: " after ")
    _ = out.seconds(elapsed)
  }

  private func writeStalls(to out: inout OutputBuffer) {
    for name in ["some", "full"] {
      let average = member(name).member("avg10", object)
      guard average.hasValue else { continue }
      write(" \(name) ", average, to: &out)
      out.append(literal: "%")
    }
  }
}

extension Field {
  /// A member of this object, in the text of the record.
  fileprivate func member(_ name: String, _ text: [UInt8]) -> Field {
    FieldScanner.member(name.utf8, of: self, text.span)
  }
}
