/// Splits one response while it arrives: it passes each record of the list to a closure, and keeps
/// the bytes outside of the list for `JSONReader`. However long the list is, the scanner buffers at
/// most one incomplete record of it.
///
/// A list that arrives in notifications `part` is passed on like any other list. If each part has
/// one record, line feeds mark the ends of the records, which is the fastest way to read long ones.
///
/// The scanner finds brackets and quotes. It does not check that the records are JSON; `JSONCheck`
/// does.
public struct ResponseScanner: Sendable {
  /// Which member of the result is the list.
  public enum List: Sendable {
    /// The member with this name.
    case named(String)
    /// The first member that is an array.
    case first
    /// There is no list; all bytes are kept.
    case none
  }

  /// Why the scanner cannot continue.
  public enum Failure: Error, Equatable, Sendable {
    /// The bytes outside of the list exceed `restLimit`.
    case tooLong
    /// A record exceeds `recordLimit`.
    case recordTooLong
    /// The list is not valid JSON: a brace closes what its bracket opened.
    case brokenList
    /// A notification is no part of this response.
    case foreignPart
  }

  /// How many bytes outside of the list are kept at most: 4 MiB.
  public static let restLimit = 4 << 20
  /// How many bytes a record may have: 8 MiB. The longest of nlagent's is a socket that some ten
  /// thousand processes hold, at one megabyte.
  public static let recordLimit = 8 << 20

  /// The response without the records. Once the response is finished, this is valid JSON with an
  /// empty list.
  public private(set) var rest: [UInt8] = []
  /// The offset in `rest` of the value of `result`; nil until it has begun.
  public private(set) var resultOffset: Int?
  /// The offset in `rest` of the removed records, directly after the opening bracket; nil until the
  /// list has begun.
  public private(set) var listOffset: Int?
  /// How many records were passed on.
  public private(set) var recordCount = 0
  /// How many notifications `part` were received.
  public private(set) var partCount = 0
  /// Whether something follows the response without having been requested.
  public private(set) var hasMore = false
  /// Whether the list has begun.
  public var hasBegun: Bool { listOffset != nil || partCount > 0 }
  /// Whether the whole response was scanned.
  public var isFinished: Bool { place == .end }

  private enum Place { case envelope, list, record, end }

  private let id: UInt64
  private let list: List
  private let listName: [UInt8]
  private var place = Place.envelope
  // How many brackets are open: in the envelope, and inside the current record.
  private var depth = 0
  private var recordDepth = 0
  private var inString = false
  private var isEscaped = false
  // The first bytes of a record that continues in the next chunk.
  private var partial: [UInt8] = []
  private var lastString = 0..<0
  private var memberIsResult = false
  private var memberIsList = false
  private var isPart = false
  private var parts = Parts()

  /// The text before and after the record in a line that is a part.
  private struct Parts {
    var areOfOneRecord = false
    // Empty until the first part was scanned.
    var prefix: [UInt8] = []
    var suffix: [UInt8] = []
  }

  /// Makes a scanner for one response.
  /// - Parameters:
  ///   - id: The id of the request.
  ///   - list: Which member of the result is the list.
  ///   - inPartsOfOne: Whether the request had `partSize` 1. The list may arrive in one line
  ///     nevertheless.
  public init(id: UInt64 = 1, list: List, inPartsOfOne: Bool = false) {
    self.id = id
    self.list = list
    parts.areOfOneRecord = inPartsOfOne
    if case .named(let name) = list { listName = Array(name.utf8) } else { listName = [] }
  }

  /// Scans the next bytes of the response. Bytes after its end are not kept; see `hasMore`.
  /// - Parameters:
  ///   - bytes: The next bytes, in chunks of any size.
  ///   - record: Called with each complete record, without the commas and white space around it.
  public mutating func scan(
    _ bytes: Span<UInt8>, record: (Span<UInt8>) -> Void
  ) throws(Failure) {
    var offset = 0
    while offset < bytes.count {
      switch place {
      case .envelope:
        if rest.isEmpty, let line = partLine(bytes, from: offset) {
          recordCount += 1
          partCount += 1
          record(bytes.extracting(line.record))
          offset = line.end
        } else {
          offset = try envelope(bytes, from: offset)
        }
      case .list: offset = try between(bytes, from: offset)
      case .record:
        let (end, isWhole) = recordEnd(bytes, from: offset)
        let piece = bytes.extracting(offset..<end)
        guard partial.count + piece.count <= ResponseScanner.recordLimit else {
          throw .recordTooLong
        }
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
      case .end:
        if bytes[offset] != UInt8(ascii: "\n") { hasMore = true }
        offset += 1
      }
    }
  }

  // MARK: Parts

  /// The line at `start`, if it is complete and has the same prefix and suffix as the first part.
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

  /// Called at the end of a part. The next line is another part or the response.
  private mutating func partEnded() throws(Failure) {
    guard let listOffset, isPartOfResponse else { throw .foreignPart }
    partCount += 1
    parts.prefix = Array(rest[..<listOffset])
    parts.suffix = Array(rest[listOffset...])
    rest.removeAll(keepingCapacity: true)
    self.listOffset = nil
    isPart = false
    memberIsList = false
  }

  /// Whether `rest` is a notification `part` with the id of the request.
  private var isPartOfResponse: Bool {
    guard let root = try? JSONReader.parse(rest, limits: .answer),
      case .string("part")? = root["method"]?.value, root["result"] == nil, root["error"] == nil,
      case .number(let number)? = root["params"]?["id"]?.value
    else { return false }
    return number.uint64 == id
  }

  // MARK: The list

  /// Steps over commas and white space to the next record or the end of the list.
  private mutating func between(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(Failure) -> Int {
    var offset = start
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"),
        UInt8(ascii: "\r"):
        offset += 1
      case UInt8(ascii: "]"):
        place = .envelope
        return offset
      // A record that begins with it would end before it.
      case UInt8(ascii: "}"): throw .brokenList
      default:
        place = .record
        recordDepth = 0
        inString = false
        return offset
      }
    }
    return offset
  }

  /// The offset at which the record ends, or the end of the bytes if it is not whole.
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
      // Outside of brackets a comma ends the record, and `plainBlocks` does not find commas.
      if depth > 0, !isEscaped {
        let (end, isOdd) = ByteScan.plainBlocks(bytes, from: offset)
        if isOdd { inString.toggle() }
        offset = end
      }
      // The bracket or backslash that stopped `plainBlocks` is in these bytes.
      let stop = min(count, offset &+ 16)
      while offset < stop {
        if inString {
          offset = stringEnd(bytes, from: offset, &inString)
          if !inString, depth == 0 { return (offset, true) }
          continue
        }
        let byte = bytes[offset]
        // "[" and "{" differ in the bit 0x20 alone, and so do "]" and "}".
        let folded = byte | 0x20
        if byte == UInt8(ascii: "\"") {
          inString = true
        } else if folded == UInt8(ascii: "{") {
          depth &+= 1
          offset &+= 1
          break
        } else if folded == UInt8(ascii: "}") {
          // A scalar ends before the list's bracket; an array or object ends with its own bracket.
          if depth == 0 { return (offset, true) }
          depth &-= 1
          if depth == 0 { return (offset &+ 1, true) }
        } else if depth == 0, byte == UInt8(ascii: ",") || byte <= UInt8(ascii: " ") {
          return (offset, true)
        }
        offset &+= 1
      }
    }
    return (offset, false)
  }

  /// The offset after the string's closing quote. If the bytes end before it, `inString` stays
  /// true.
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
      if bytes[offset] == UInt8(ascii: "\"") {
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
      // The line feed that ended the line before.
      if rest.isEmpty, byte == UInt8(ascii: "\n") {
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
      case UInt8(ascii: "\""):
        inString = true
        lastString = rest.count..<rest.count
      case UInt8(ascii: ":"): memberBegins()
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "["):
        depth += 1
        if depth == 3, memberIsResult || isPart, memberIsList, listOffset == nil {
          listOffset = rest.count
          place = .list
          return offset
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth <= 0 {
          if isPart { try partEnded() } else { place = .end }
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
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      inString = false
      lastString = lastString.lowerBound..<rest.count - 1
    }
  }

  /// Called at a colon: the last string is the name of a member.
  private mutating func memberBegins() {
    let name = rest[lastString]
    if depth == 1 {
      memberIsResult = name.elementsEqual("result".utf8)
      memberIsList = false
      if memberIsResult { resultOffset = rest.count }
      // Only a notification has "params".
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
