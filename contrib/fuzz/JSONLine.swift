// Any bytes are a request line. The target checks what the JSON reader promises about its results,
// and then does with the line what the agent does before it asks the kernel.
import Protocol
import Syscalls

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSONLine(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe UnsafeBufferPointer(start: start, count: count).span
  // Limits so small that short inputs cross them often; short inputs are fast.
  let narrow = result(bytes, JSONLimits(depth: 4, tokens: 24, stringBytes: 24, numberBytes: 12))
  let wide = result(bytes, .request)
  switch (narrow, wide) {
  case (.success(let node), .success(let other)):
    precondition(isSame(node, other, shift: 0), "the limits changed a value")
    check(node, in: bytes)
  case (.success, .failure):
    preconditionFailure("the wider limits refused a line that the narrow ones accept")
  case (.failure(let error), .success(let node)):
    precondition(isLimit(error.reason), "refused, though not for a limit")
    check(error, in: bytes)
    check(node, in: bytes)
  case (.failure(let error), .failure(let other)):
    check(error, in: bytes)
    check(other, in: bytes)
  }
  request((0..<bytes.count).map { bytes[$0] })
  return 0
}

/// Every line becomes requests or errors that are to be answered, each with an id that is JSON.
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
    precondition((try? JSONReader.parse(id)) != nil, "the id is not JSON")
    check(error)
  case .request(let request):
    if let id = request.id {
      precondition((try? JSONReader.parse(id)) != nil, "the id is not JSON")
    }
    // Parameters are checked against some contract, even if the method does not exist.
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
  precondition((try? JSONReader.parse(json.bytes.copied, limits: .answer)) != nil, "not JSON")
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

/// Checks that the ranges of the children are in order and inside the range of the parent, and that
/// the bytes of each value parse as that value. The work is at most the depth times the length.
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
  // The standard library is the judge of plain integers.
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
