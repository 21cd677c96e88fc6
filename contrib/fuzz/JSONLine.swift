// Feeds arbitrary bytes to the JSON reader as a request line, checks what the reader promises about
// its results, and goes on to what the agent does with a line before it asks the kernel.
import Protocol
import Syscalls

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSONLine(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe UnsafeBufferPointer(start: start, count: count).span
  // Limits so small that short inputs, which are the fast ones, cross them all the time.
  let narrow = result(bytes, JSONLimits(depth: 4, tokens: 24, stringBytes: 24, numberBytes: 12))
  let wide = result(bytes, .request)
  switch (narrow, wide) {
  case (.success(let node), .success(let other)):
    precondition(isSame(node, other, shift: 0), "the limits changed a value")
    check(node, in: bytes)
  case (.success, .failure):
    preconditionFailure("wider limits refused more")
  case (.failure(let error), .success(let node)):
    precondition(isLimit(error.reason), "refused for no limit")
    check(error, in: bytes)
    check(node, in: bytes)
  case (.failure(let error), .failure(let other)):
    check(error, in: bytes)
    check(other, in: bytes)
  }
  request((0..<bytes.count).map { bytes[$0] })
  return 0
}

/// Every line comes to requests or to errors that are due, each under an id that is JSON.
private func request(_ line: [UInt8]) {
  switch RPCLine(line, batchLimit: 64) {
  case .single(let call): check(call)
  case .batch(let calls):
    precondition((1...64).contains(calls.count), "a batch beyond its limit")
    calls.forEach(check)
  }
}

private func check(_ call: RPCCall) {
  switch call {
  case .invalid(let id, let error):
    precondition((try? JSONReader.parse(id)) != nil, "the id is no JSON")
    check(error)
  case .request(let request):
    if let id = request.id {
      precondition((try? JSONReader.parse(id)) != nil, "the id is no JSON")
    }
    // Parameters are checked against some contract whatever the method's name.
    let contract = MethodContract.find(request.method) ?? .inetConnections
    do throws(RPCError) {
      _ = try Parameters(contract, request.parameters)
    } catch {
      check(error)
    }
  }
}

private func check(_ error: RPCError) {
  precondition(!error.message.isEmpty)
  var json = JSONWriter()
  json.error(error)
  precondition((try? JSONReader.parse(json.bytes.copied, limits: .answer)) != nil, "no JSON")
}

private func result(
  _ bytes: Span<UInt8>,
  _ limits: JSONLimits
) -> Result<JSONNode, JSONError> {
  do throws(JSONError) {
    return .success(try JSONReader.parse(bytes, limits: limits))
  } catch {
    return .failure(error)
  }
}

private func check(_ error: JSONError, in bytes: Span<UInt8>) {
  precondition((0...bytes.count).contains(error.offset), "the error is outside of the text")
  precondition(!error.message.isEmpty)
  if error.reason == .unexpectedEnd { precondition(error.offset == bytes.count) }
}

private func isLimit(_ reason: JSONError.Reason) -> Bool {
  switch reason {
  case .tooDeep, .tooManyTokens, .stringTooLong, .numberTooLong: true
  default: false
  }
}

/// Checks that the ranges of the children lie in order inside that of the parent, and that the
/// bytes of each value are that value. The work is bounded by the depth times the length.
private func check(_ node: JSONNode, in bytes: Span<UInt8>) {
  precondition(!node.range.isEmpty && node.range.upperBound <= bytes.count)
  let own = bytes.extracting(node.range)
  guard case .success(let again) = result(own, .request) else {
    preconditionFailure("the bytes of a value are not accepted")
  }
  precondition(again.range == 0..<own.count, "a range includes white space")
  precondition(isSame(node, again, shift: node.range.lowerBound), "the bytes give another value")
  switch node.value {
  case .number(let number): check(number, own)
  case .array(let nodes): checkChildren(nodes, of: node, in: bytes)
  case .object(let members):
    checkChildren(members.map(\.node), of: node, in: bytes)
    if let name = node.firstDuplicateName { precondition(node[name] != nil) }
    for member in members { precondition(node[member.name] != nil) }
  default: break
  }
}

private func checkChildren(_ nodes: [JSONNode], of parent: JSONNode, in bytes: Span<UInt8>) {
  var end = parent.range.lowerBound + 1
  for node in nodes {
    precondition(node.range.lowerBound >= end, "two ranges overlap")
    precondition(node.range.upperBound < parent.range.upperBound, "a range leaves its parent")
    end = node.range.upperBound
    check(node, in: bytes)
  }
}

private func check(_ number: JSONNumber, _ bytes: Span<UInt8>) {
  precondition(bytes.indices.map { bytes[$0] } == Array(number.text.utf8), "a number was changed")
  let (unsigned, signed) = (number.uint64, number.int64)
  if unsigned != nil || signed != nil { precondition(number.isInteger) }
  if let unsigned { precondition(signed == Int64(exactly: unsigned)) }
  if let signed { precondition(unsigned == UInt64(exactly: signed)) }
  // A second opinion on the plain spellings.
  if let plain = UInt64(number.text) { precondition(unsigned == plain) }
  if let plain = Int64(number.text) { precondition(signed == plain) }
}

private func isSame(_ left: JSONNode, _ right: JSONNode, shift: Int) -> Bool {
  guard
    left.range.lowerBound == right.range.lowerBound + shift,
    left.range.count == right.range.count
  else { return false }
  switch (left.value, right.value) {
  case (.null, .null): return true
  case (.bool(let left), .bool(let right)): return left == right
  case (.number(let left), .number(let right)): return left.text == right.text
  case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
  case (.array(let left), .array(let right)):
    return left.count == right.count
      && zip(left, right).allSatisfy { isSame($0, $1, shift: shift) }
  case (.object(let left), .object(let right)):
    return left.count == right.count
      && zip(left, right).allSatisfy { left, right in
        left.name.utf8.elementsEqual(right.name.utf8)
          && isSame(left.node, right.node, shift: shift)
      }
  default: return false
  }
}
