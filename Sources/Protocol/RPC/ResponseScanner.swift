/// Takes one response apart while it arrives: the records of its list are handed out one by
/// one, all the rest is kept for `JSONReader`. However long the list is, only a record that is
/// not complete yet is held.
///
/// A list in parts is one list to whoever takes the records. Where each part has one record, the
/// line feeds alone tell where records end, which is the fastest way to take long ones.
///
/// The scanner looks for brackets and quotes alone. It does not check the records: whoever
/// wrote them is trusted to write JSON.
public struct ResponseScanner: Sendable {
  /// Which member of the result is the list.
  public enum List: Sendable {
    /// The member of this name; nowhere else is looked.
    case named(String)
    /// The first member that is an array.
    case first
    /// No list: all is kept.
    case none
  }

  /// What is wrong with the bytes, so that scanning them on makes no sense.
  public enum Failure: Error, Equatable, Sendable {
    /// What is not in the list is larger than `restLimit`.
    case tooLong
  }

  /// Bytes outside of the list that are kept at most.
  public static let restLimit = 16 << 20

  /// The response without the records: valid JSON with an empty list, once it is finished.
  public private(set) var rest: [UInt8] = []
  /// Where in `rest` the value of `result` begins; nil as long as there is none.
  public private(set) var resultOffset: Int?
  /// Where in `rest` the records were, just behind the opening bracket; nil as long as the
  /// list has not begun.
  public private(set) var listOffset: Int?
  /// How many records were handed out.
  public private(set) var recordCount = 0
  /// Whether the list has begun.
  public var hasBegun: Bool { listOffset != nil || parts.prefix.count > 0 }
  /// Whether the whole response was there.
  public var isFinished: Bool { place == .end }

  private enum Place { case envelope, list, record, end }

  private let list: List
  private let listName: [UInt8]
  private var place = Place.envelope
  // Brackets that are open, in the envelope and again within a record.
  private var depth = 0
  private var recordDepth = 0
  private var inString = false
  private var isEscaped = false
  // The beginning of a record whose end is in a later chunk.
  private var partial: [UInt8] = []
  private var lastString = 0..<0
  private var memberIsResult = false
  private var memberIsList = false
  private var isPart = false
  private var parts = Parts()

  /// What stands around the record of a line that is a part.
  private struct Parts {
    var areOfOneRecord = false
    // Empty until a part was met.
    var prefix: [UInt8] = []
    var suffix: [UInt8] = []
  }

  /// - Parameter inPartsOfOne: whether the list was asked for in parts of one record each
  ///   ("partSize"); it may come in one line all the same.
  public init(list: List, inPartsOfOne: Bool = false) {
    self.list = list
    parts.areOfOneRecord = inPartsOfOne
    if case .named(let name) = list { listName = Array(name.utf8) } else { listName = [] }
  }

  /// Takes the next bytes of the response; what follows its end is ignored.
  /// - Parameter record: gets each record that is complete, without commas and white space.
  public mutating func scan(
    _ bytes: Span<UInt8>, record: (Span<UInt8>) -> Void
  ) throws(Failure) {
    var offset = 0
    while offset < bytes.count {
      switch place {
      case .envelope:
        if rest.isEmpty, let line = partLine(bytes, from: offset) {
          recordCount += 1
          record(bytes.extracting(line.record))
          offset = line.end
        } else {
          offset = try envelope(bytes, from: offset)
        }
      case .list: offset = between(bytes, from: offset)
      case .record:
        let (end, isWhole) = recordEnd(bytes, from: offset)
        let piece = bytes.extracting(offset..<end)
        if !isWhole {
          for index in 0..<piece.count { partial.append(piece[index]) }
        } else {
          recordCount += 1
          place = .list
          if partial.isEmpty {
            record(piece)
          } else {
            for index in 0..<piece.count { partial.append(piece[index]) }
            record(partial.span)
            partial.removeAll(keepingCapacity: true)
          }
        }
        offset = end
      case .end: return
      }
    }
  }

  // MARK: Parts

  /// The line that begins here, if all of it is there and it is a part as others before it.
  @inline(__always)
  private func partLine(
    _ bytes: Span<UInt8>, from start: Int
  ) -> (record: Range<Int>, end: Int)? {
    guard parts.areOfOneRecord, !parts.prefix.isEmpty,
      ByteScan.isText(bytes, at: start, parts.prefix.span)
    else { return nil }
    let begin = start &+ parts.prefix.count
    let lineFeed = ByteScan.lineFeed(bytes, from: begin)
    let end = lineFeed &- parts.suffix.count
    guard lineFeed < bytes.count, end > begin,
      ByteScan.isText(bytes, at: end, parts.suffix.span)
    else { return nil }
    return (begin..<end, lineFeed &+ 1)
  }

  /// A part has ended: the next line is another or the response.
  private mutating func partEnded() {
    if let listOffset {
      parts.prefix = Array(rest[..<listOffset])
      parts.suffix = Array(rest[listOffset...])
    }
    rest.removeAll(keepingCapacity: true)
    listOffset = nil
    isPart = false
    memberIsList = false
  }

  // MARK: The list

  /// Steps over commas and white space to the next record or the end of the list.
  private mutating func between(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var offset = start
    while offset < bytes.count {
      switch bytes[offset] {
      case ASCII.comma, ASCII.space, ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn: offset += 1
      case ASCII.closeBracket:
        place = .envelope
        return offset
      default:
        place = .record
        recordDepth = 0
        inString = false
        return offset
      }
    }
    return offset
  }

  /// Where the record ends, or the bytes do.
  private mutating func recordEnd(
    _ bytes: Span<UInt8>, from start: Int
  ) -> (end: Int, isWhole: Bool) {
    var offset = start
    var depth = recordDepth
    var inString = self.inString
    defer {
      recordDepth = depth
      self.inString = inString
    }
    let count = bytes.count
    while offset < count {
      // Outside of brackets a comma ends the record, and blocks do not look for it.
      if depth > 0, !isEscaped {
        let (end, isOdd) = ByteScan.plainBlocks(bytes, from: offset)
        if isOdd { inString.toggle() }
        offset = end
      }
      // What stopped the blocks is in these bytes.
      let stop = min(count, offset &+ 16)
      while offset < stop {
        if inString {
          offset = stringEnd(bytes, from: offset, &inString)
          if !inString, depth == 0 { return (offset, true) }
          continue
        }
        let byte = bytes[offset]
        // Opening and closing brackets of both kinds differ in one bit alone.
        let folded = byte | 0x20
        if byte == ASCII.quote {
          inString = true
        } else if folded == ASCII.openBrace {
          depth &+= 1
          offset &+= 1
          break
        } else if folded == ASCII.closeBrace {
          // A scalar ends before the list's bracket, a container with its own.
          if depth == 0 { return (offset, true) }
          depth &-= 1
          if depth == 0 { return (offset &+ 1, true) }
        } else if depth == 0, byte == ASCII.comma || byte <= ASCII.space {
          return (offset, true)
        }
        offset &+= 1
      }
    }
    return (offset, false)
  }

  /// The place behind the string's closing quote; `inString` stays set when it is not there.
  @inline(__always)
  private mutating func stringEnd(
    _ bytes: Span<UInt8>, from start: Int, _ inString: inout Bool
  ) -> Int {
    var offset = start
    let count = bytes.count
    if isEscaped, offset < count {
      isEscaped = false
      offset &+= 1
    }
    while offset < count {
      offset = ByteScan.quoteOrBackslash(bytes, from: offset)
      guard offset < count else { break }
      if bytes[offset] == ASCII.quote {
        inString = false
        return offset &+ 1
      }
      offset &+= 2
      if offset > count {
        isEscaped = true
        return count
      }
    }
    return offset
  }

  // MARK: Everything else

  private mutating func envelope(_ bytes: Span<UInt8>, from start: Int) throws(Failure) -> Int {
    var offset = start
    while offset < bytes.count {
      let byte = bytes[offset]
      // What ended the line before.
      if rest.isEmpty, byte == ASCII.lineFeed {
        offset += 1
        return offset
      }
      guard rest.count < ResponseScanner.restLimit else { throw .tooLong }
      rest.append(byte)
      offset += 1
      if inString {
        insideString(byte)
        continue
      }
      switch byte {
      case ASCII.quote:
        inString = true
        lastString = rest.count..<rest.count
      case ASCII.colon: memberBegins()
      case ASCII.openBrace: depth += 1
      case ASCII.openBracket:
        depth += 1
        if depth == 3, memberIsResult || isPart, memberIsList, listOffset == nil {
          listOffset = rest.count
          place = .list
          return offset
        }
      case ASCII.closeBrace, ASCII.closeBracket:
        depth -= 1
        if depth <= 0 {
          if isPart { partEnded() } else { place = .end }
          return offset
        }
      default: break
      }
    }
    return offset
  }

  private mutating func insideString(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == ASCII.backslash {
      isEscaped = true
    } else if byte == ASCII.quote {
      inString = false
      lastString = lastString.lowerBound..<rest.count - 1
    }
  }

  /// A colon was met: the last string is a member's name.
  private mutating func memberBegins() {
    let name = rest[lastString]
    if depth == 1 {
      memberIsResult = name.elementsEqual("result".utf8)
      memberIsList = false
      if memberIsResult { resultOffset = rest.count }
      // Only a notification has it.
      if name.elementsEqual("params".utf8) { isPart = true }
    } else if depth == 2 {
      switch list {
      case .named: memberIsList = name.elementsEqual(listName)
      case .first: memberIsList = true
      case .none: memberIsList = false
      }
    }
  }
}
