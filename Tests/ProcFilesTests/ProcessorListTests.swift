import ProcFiles
import Testing

@Suite struct ProcessorListTests {
  @Test(arguments: [
    ("0", "0"), ("0-3", "0-3"), ("0-3,5", "0-3,5"), ("5,0-3", "0-3,5"), ("0,1,2,3", "0-3"),
    ("0-2,1-4", "0-4"), ("3-3", "3"), ("0-1,2-3", "0-3"), ("00,01", "0-1"), ("0-7,2", "0-7"),
    // The kernel skips empty elements.
    ("0,,1,", "0-1"),
  ])
  func everyWayToWriteASetIsTheSame(_ text: String, _ shortest: String) throws {
    let list = try #require(ProcessorList(text))
    #expect(list.text == shortest)
    #expect(list == ProcessorList(shortest))
  }

  @Test(arguments: [
    "", ",", "-", "x", "0;1", "0 1", "0\u{0}", "0\n", "1-0", "-1", "1-", "+1", "0-1-2", "0x1",
    "99999999999", "1048576",
  ])
  func otherTextIsNoList(_ text: String) {
    #expect(ProcessorList(text) == nil)
  }

  @Test func setsAreCompared() throws {
    let all = try #require(ProcessorList("0-3,8-11"))
    for inside in ["0", "0-3", "2,9-10", "0-3,8-11"] {
      #expect(try #require(ProcessorList(inside)).isSubset(of: all))
    }
    for outside in ["4", "0-4", "3-8", "12", "0-11"] {
      #expect(try !#require(ProcessorList(outside)).isSubset(of: all))
    }
    #expect(all.contains(3) && all.contains(8) && !all.contains(4) && !all.contains(12))
    #expect(Array(all.processors) == [0, 1, 2, 3, 8, 9, 10, 11])
  }
}
