import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent

private func record(_ bytes: [UInt8]) throws -> JSONNode {
  let message = AddressMessage(bytes.rawBytes)
  var json = JSONWriter()
  try AddressRecord().write(try #require(message), bytes.rawBytes, to: &json)
  let node = try MethodRun.parse(json)
  if case .array(let schema)? = MethodContract.listAddresses.result.first?.schema {
    Conformance.check(node, schema, at: "address")
  }
  return node
}

@Suite("The record of an address")
struct AddressRecordTests {
  @Test func writesThePeerIfThereIsOne() throws {
    let peer = try record(
      addressMessage(attribute(1, [10, 5, 0, 2]) + attribute(2, [10, 5, 0, 1])))
    #expect(peer["address"]?.text == "10.5.0.1")
    #expect(peer["peer"]?.text == "10.5.0.2")
    let same = try record(
      addressMessage(attribute(1, [10, 5, 0, 1]) + attribute(2, [10, 5, 0, 1])))
    #expect(same["address"]?.text == "10.5.0.1")
    #expect(same["peer"] == nil)
  }

  @Test func readsIPv6WithoutLocal() throws {
    let bytes: [UInt8] = [0xfe, 0x80] + [UInt8](repeating: 0, count: 13) + [5]
    let address = try record(addressMessage(family: 10, prefix: 64, attribute(1, bytes)))
    #expect(address["family"]?.text == "v6")
    #expect(address["address"]?.text == "fe80::5")
  }

  @Test func takesTheWiderFlags() throws {
    let address = [UInt8](attribute(1, [10, 0, 0, 1]))
    let narrow = try record(addressMessage(flags: 0x81, address))
    #expect(narrow["flags"]?.texts == ["SECONDARY", "PERMANENT"])
    let wide = try record(
      addressMessage(flags: 0x80, address + attribute(8, le32(0x1280))))
    #expect(wide["flags"]?.texts == ["PERMANENT", "NOPREFIXROUTE", "0x1000"])
    let v6 = try record(
      addressMessage(
        family: 10, flags: 0x41, attribute(1, [UInt8](repeating: 0, count: 15) + [1])))
    #expect(v6["flags"]?.texts == ["TEMPORARY", "TENTATIVE"])
  }

  @Test func writesForeverAsNull() throws {
    let address = attribute(1, [10, 0, 0, 1])
    let times = try record(
      addressMessage(address + attribute(6, le32(500) + le32(.max) + le32(1) + le32(2))))
    #expect(times["preferredSeconds"]?.number == 500)
    #expect(times["validSeconds"]?.isNull == true)
    #expect(times["createdHundredths"]?.number == 1)
    #expect(times["updatedHundredths"]?.number == 2)
    let short = try record(addressMessage(address + attribute(6, le32(500) + le32(9))))
    #expect(short["validSeconds"]?.number == 9)
    #expect(short["createdHundredths"] == nil)
  }

  @Test(
    arguments: [
      (0, "global"), (42, "42"), (200, "site"), (253, "link"), (254, "host"), (255, "nowhere"),
    ] as [(UInt8, String)])
  func writesTheScopeInWords(scope: UInt8, word: String) throws {
    let address = try record(addressMessage(scope: scope, attribute(1, [10, 0, 0, 1])))
    #expect(address["scope"]?.text == word)
  }

  @Test func carriesLabelsOfAnyBytes() throws {
    let address = try record(
      addressMessage(attribute(1, [10, 0, 0, 1]) + attribute(3, [0x65, 0xff, 0])))
    #expect(address["label"]?.text == "e\u{fffd}")
    #expect(address["labelHex"]?.text == "65ff")
  }

  @Test func writesOriginAndMetric() throws {
    let address = try record(
      addressMessage(
        attribute(1, [10, 0, 0, 1]) + attribute(11, [3]) + attribute(9, le32(77))))
    #expect(address["protocol"]?.text == "kernel_ll")
    #expect(address["metric"]?.number == 77)
    let nobody = try record(addressMessage(attribute(1, [10, 0, 0, 1]) + attribute(11, [0])))
    #expect(nobody["protocol"] == nil)
  }
}

@Suite("The store of addresses")
struct AddressStoreTests {
  @Test func leavesOutWhatIsOverItsLimit() throws {
    let bytes = addressMessage(attribute(1, [10, 0, 0, 1]))
    let read = AddressMessage(bytes.rawBytes)
    let message = try #require(read)
    var store = AddressStore(limit: 200)
    for _ in 0..<10 { try store.add(message, bytes.rawBytes) }
    store.sort()
    let leftOut = store.leftOut
    var json = JSONWriter()
    json.beginArray()
    store.write(7, to: &json)
    json.endArray()
    let kept = try MethodRun.parse(json).elements?.count ?? 0
    #expect(kept + leftOut == 10)
    #expect((1..<10).contains(kept))
  }

  @Test func leavesOutWhatThereIsNoMemoryFor() throws {
    let bytes = addressMessage(attribute(1, [10, 0, 0, 1]))
    let read = AddressMessage(bytes.rawBytes)
    let message = try #require(read)
    var store = AddressStore { _ in false }
    try store.add(message, bytes.rawBytes)
    let leftOut = store.leftOut
    #expect(leftOut == 1)
  }
}
