import Protocol
import Testing

@Suite struct ResponseScannerTests {
  struct Case: Sendable {
    let answer: String
    let records: [String]
    let rest: String
    var list = ResponseScanner.List.named("items")
  }

  static let cases = [
    Case(
      answer: #"{"jsonrpc":"2.0","id":1,"result":{"items":[{"a":1},{"b":"}]\"\\"}],"#
        + #""complete":true}}"#,
      records: [#"{"a":1}"#, #"{"b":"}]\"\\"}"#],
      rest: #"{"jsonrpc":"2.0","id":1,"result":{"items":[],"complete":true}}"#),
    Case(
      answer: #"{"result":{"items":[],"complete":true}}"#, records: [],
      rest: #"{"result":{"items":[],"complete":true}}"#),
    Case(
      answer: " { \"result\" : { \"items\" : [ {\"a\" : [ ]} ,\n {} ] } }",
      records: [#"{"a" : [ ]}"#, "{}"], rest: " { \"result\" : { \"items\" : [] } }"),
    Case(
      answer: #"{"result":{"items":["a,]",2,null,[3,[4]],-5e1]}}"#,
      records: [#""a,]""#, "2", "null", "[3,[4]]", "-5e1"], rest: #"{"result":{"items":[]}}"#),
    Case(
      answer: #"{"error":{"code":-1,"message":"m","data":{"items":[1]}},"id":null}"#, records: [],
      rest: #"{"error":{"code":-1,"message":"m","data":{"items":[1]}},"id":null}"#),
    Case(
      answer: #"{"items":[1],"result":{"other":[1],"x":{"items":[2]},"items":[{"z":"\u005d"}]}}"#,
      records: [#"{"z":"\u005d"}"#],
      rest: #"{"items":[1],"result":{"other":[1],"x":{"items":[2]},"items":[]}}"#),
    Case(
      answer: #"{"result":{"n":1,"any":[{"a":1}],"more":[2]}}"#, records: [#"{"a":1}"#],
      rest: #"{"result":{"n":1,"any":[],"more":[2]}}"#, list: .first),
    Case(
      answer: #"{"result":{"items":[1,2]}}"#, records: [],
      rest: #"{"result":{"items":[1,2]}}"#, list: .none),
    Case(answer: #"{"result":[1,[2]]}"#, records: [], rest: #"{"result":[1,[2]]}"#),
  ]

  private func scan(
    _ pieces: [[UInt8]], _ list: ResponseScanner.List, inPartsOfOne: Bool = false
  ) throws -> (records: [String], scanner: ResponseScanner) {
    var scanner = ResponseScanner(list: list, inPartsOfOne: inPartsOfOne)
    var records: [String] = []
    for piece in pieces {
      try scanner.scan(piece.span) { record in
        var bytes: [UInt8] = []
        for index in 0..<record.count { bytes.append(record[index]) }
        records.append(String(decoding: bytes, as: UTF8.self))
      }
    }
    return (records, scanner)
  }

  @Test(arguments: cases) func wholeAndInEveryCut(_ test: Case) throws {
    let bytes = Array((test.answer + "\n{\"next\"").utf8)
    var cuts = [[bytes], bytes.map { [$0] }]
    for cut in 1..<bytes.count { cuts.append([Array(bytes[..<cut]), Array(bytes[cut...])]) }
    for pieces in cuts {
      let (records, scanner) = try scan(pieces, test.list)
      #expect(records == test.records)
      #expect(String(decoding: scanner.rest, as: UTF8.self) == test.rest)
      #expect(scanner.isFinished)
      #expect(scanner.recordCount == records.count)
      #expect(scanner.hasMore)
    }
  }

  /// What ends a record, at every place of the pieces that are looked at at once.
  @Test func everyAlignmentInManyCuts() throws {
    var failures = 0
    for padding in 0...33 {
      let text = String(repeating: "x", count: padding)
      let records = [
        #"{"a":"\#(text)\""}"#, #"{"\#(text)":[{"]":"\\"},[]],"b":"{"}"#, #""\#(text)\\""#,
        #"{"a":"\#(text)|ü"}"#,
      ]
      let list = records.joined(separator: ",")
      let bytes = Array(#"{"result":{"items":[\#(list)]}}"#.utf8)
      for cut in stride(from: padding % 7, through: bytes.count, by: 7) {
        let (found, scanner) = try scan(
          [Array(bytes[..<cut]), Array(bytes[cut...])], .named("items"))
        if found != records || !scanner.isFinished { failures += 1 }
      }
    }
    #expect(failures == 0)
  }

  private static func parts(_ lists: [String], ending: String) -> [UInt8] {
    let lines = lists.map {
      #"{"jsonrpc":"2.0","method":"part","params":{"id":1,"items":[\#($0)]}}"# + "\n"
    }
    return Array((lines.joined() + ending + "\n").utf8)
  }

  /// Parts are one list, however they are cut, and what comes last is the response.
  @Test func partsAreOneListInEveryCut() throws {
    let long = #"{"a":"\#(String(repeating: "x", count: 90))]}}","b":[{"c":"\"}"},[]]}"#
    let records = [long, #"{"a":1}"#, long, "{}", long, #"{"z":"]}}"}"#]
    let ending = #"{"jsonrpc":"2.0","id":1,"result":{"items":[],"parts":6,"complete":true}}"#
    let bytes = Self.parts(records, ending: ending)
    for isOfOne in [true, false] {
      for cut in 0...bytes.count {
        let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
        let (found, scanner) = try scan(pieces, .named("items"), inPartsOfOne: isOfOne)
        #expect(found == records)
        #expect(String(decoding: scanner.rest, as: UTF8.self) == ending)
        #expect(scanner.isFinished && scanner.hasBegun && scanner.recordCount == records.count)
      }
      let (found, scanner) = try scan(
        bytes.map { [$0] }, .named("items"), inPartsOfOne: isOfOne)
      #expect(found == records && scanner.isFinished)
    }
  }

  @Test func partsOfMoreThanOneRecordAreTakenApart() throws {
    let ending = #"{"jsonrpc":"2.0","id":1,"result":{"items":[],"parts":2,"complete":true}}"#
    let bytes = Self.parts([#"{"a":1},{"a":2}"#, #"{"a":3}"#], ending: ending)
    let (found, scanner) = try scan([bytes], .named("items"))
    #expect(found == [#"{"a":1}"#, #"{"a":2}"#, #"{"a":3}"#])
    #expect(String(decoding: scanner.rest, as: UTF8.self) == ending)
  }

  /// No part may come, and an error may come instead of any.
  @Test func anAnswerWithoutPartsIsTakenAsItIs() throws {
    for answer in [
      #"{"jsonrpc":"2.0","id":1,"result":{"items":[],"parts":0,"complete":true}}"#,
      #"{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"m"}}"#,
    ] {
      let (records, scanner) = try scan(
        [Array(answer.utf8)], .named("items"), inPartsOfOne: true)
      #expect(records.isEmpty && scanner.isFinished)
      #expect(String(decoding: scanner.rest, as: UTF8.self) == answer)
    }
    let (records, scanner) = try scan(
      [Array(#"{"result":{"items":[{"a":1},{"b":2}]}}"#.utf8)], .named("items"),
      inPartsOfOne: true)
    #expect(records == [#"{"a":1}"#, #"{"b":2}"#] && scanner.isFinished)
  }

  @Test func brokenPartsAreNotFinished() throws {
    let records = [#"{"a":1}"#, #"{"a":2}"#]
    let bytes = Self.parts(records, ending: "{}").dropLast(3)
    for length in 0..<bytes.count {
      let prefix = Array(bytes.prefix(length))
      let (found, scanner) = try scan([prefix], .named("items"), inPartsOfOne: true)
      #expect(!scanner.isFinished)
      // All of whose lines are whole, and none that is not whole itself.
      let text = String(decoding: prefix, as: UTF8.self)
      #expect(found == Array(records.prefix(found.count)), "\(text)")
      #expect(found.count >= text.count { $0 == "\n" }, "\(text)")
      #expect(found.count <= records.count { text.contains($0) }, "\(text)")
      #expect(scanner.recordCount == found.count)
    }
  }

  @Test func offsetsPointToTheList() throws {
    let (_, scanner) = try scan([Array(#"{"result":{"items":[1],"complete":true}}"#.utf8)], .first)
    let result = try #require(scanner.resultOffset)
    let list = try #require(scanner.listOffset)
    #expect(String(decoding: scanner.rest[result..<list], as: UTF8.self) == #"{"items":["#)
  }

  @Test func aBrokenAnswerIsNotFinished() throws {
    let whole = Array(#"{"result":{"items":[{"a":1},{"b":2}],"complete":true}}"#.utf8)
    let (_, ended) = try scan([whole + [UInt8(ascii: "\n")]], .first)
    #expect(ended.isFinished && !ended.hasMore)
    for length in 0..<whole.count {
      let (records, scanner) = try scan([Array(whole[..<length])], .named("items"))
      #expect(!scanner.isFinished)
      #expect(records.count <= 2)
    }
  }

  @Test func whatIsKeptIsBounded() {
    var scanner = ResponseScanner(list: .none)
    let piece = [UInt8](repeating: 0x20, count: 1 << 20)
    #expect(throws: ResponseScanner.Failure.tooLong) {
      for _ in 0...17 { try scanner.scan(piece.span) { _ in } }
    }
  }

  @Test func aRecordIsBounded() throws {
    var scanner = ResponseScanner(list: .first)
    try scanner.scan(Array(#"{"result":{"items":["#.utf8).span) { _ in }
    let longest = ResponseScanner.recordLimit - 2
    let piece = Array("\"\(String(repeating: "x", count: longest))\",".utf8)
    var lengths: [Int] = []
    try scanner.scan(piece.span) { lengths.append($0.count) }
    for byte in [piece[..<(piece.count / 2)], piece[(piece.count / 2)...]] {
      try scanner.scan(Array(byte).span) { lengths.append($0.count) }
    }
    #expect(lengths == [longest + 2, longest + 2])
    #expect(throws: ResponseScanner.Failure.recordTooLong) {
      try scanner.scan(piece.span.extracting(0..<longest)) { _ in }
      try scanner.scan(piece.span.extracting(1..<5)) { _ in }
    }
  }

  static let foreignParts = [
    #"{"jsonrpc":"2.0","method":"part","params":{"id":2,"items":[1]}}"#,
    #"{"jsonrpc":"2.0","method":"part","params":{"id":"1","items":[1]}}"#,
    #"{"jsonrpc":"2.0","method":"part","params":{"items":[1]}}"#,
    #"{"jsonrpc":"2.0","method":"part","params":{"id":1,"other":[1]}}"#,
    #"{"jsonrpc":"2.0","method":"event","params":{"id":1,"items":[1]}}"#,
    #"{"jsonrpc":"2.0","params":{"id":1,"items":[1]}}"#,
    #"{"method":"part","result":1,"params":{"id":1,"items":[1]}}"#,
    #"{"method":"part" "params":{"id":1,"items":[1]}}"#,
  ]

  /// What is no part of this response must not be taken for its records.
  @Test(arguments: foreignParts) func aForeignNotificationIsRefused(_ line: String) throws {
    for isOfOne in [true, false] {
      #expect(throws: ResponseScanner.Failure.foreignPart) {
        _ = try scan([Array((line + "\n").utf8)], .named("items"), inPartsOfOne: isOfOne)
      }
    }
  }

  /// A brace that closes the list, which a scanner could take for a record without bytes for ever.
  @Test func aBraceInTheListEndsTheScan() throws {
    for list in ["}", "1}", "{}}", "[]} ,", "1,}"] {
      #expect(throws: ResponseScanner.Failure.brokenList) {
        _ = try scan([Array(#"{"result":{"items":["#.utf8) + Array(list.utf8)], .first)
      }
    }
  }

  @Test func partsAreCounted() throws {
    let ending = #"{"jsonrpc":"2.0","id":1,"result":{"items":[],"parts":3,"complete":true}}"#
    let bytes = Self.parts(["1", "2", "3"], ending: ending)
    for isOfOne in [true, false] {
      #expect(try scan([bytes], .named("items"), inPartsOfOne: isOfOne).scanner.partCount == 3)
    }
  }
}
