// Any bytes are the name of a Unix socket: the record is JSON, and its text and Hex members mean
// exactly these bytes.
import Protocol
import Syscalls

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzUnixName(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let name = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  var json = JSONWriter(capacity: 64)
  json.beginObject()
  json.member("path", bytes: name)
  json.endObject()
  let limits = JSONLimits(stringBytes: 1 << 20)
  guard let root = try? JSONReader.parse(json.bytes.copied, limits: limits) else {
    preconditionFailure("not JSON: \(json.bytes.copied)")
  }
  guard case .string(let text)? = root["path"]?.value else {
    preconditionFailure("there is no text")
  }
  let isUTF8 = String(validating: name, as: UTF8.self) != nil
  if isUTF8 {
    precondition(Array(text.utf8) == name, "the text is not the name")
    precondition(root["pathHex"] == nil, "hex of a name that is UTF-8")
  } else {
    guard case .string(let hex)? = root["pathHex"]?.value else {
      preconditionFailure("there is no hex")
    }
    precondition(bytes(ofHex: hex) == name, "the hex is not the name")
  }
  return 0
}

private func bytes(ofHex text: String) -> [UInt8] {
  let digits = Array(text.utf8)
  return stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
    UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
  }
}
