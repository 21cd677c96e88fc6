internal import Netlink

/// One message between the agent and a surveyor: 24 bytes in host byte order.
struct SurveyMessage: Equatable {
  static let size = 24

  enum Kind: UInt32 {
    /// To a surveyor: read the processes from `pid` on.
    case survey = 1
    /// To a surveyor: send the namespace whose file is the descriptor `number` of `pid`.
    case openDescriptor
    /// To a surveyor: send the namespace of the socket that is the descriptor `number` of `pid`.
    case openSocket
    /// From a surveyor: it begins to read the process `pid`.
    case reads
    /// From a surveyor: the descriptor `number` of `pid` is the file of the namespace `inode`.
    case foundDescriptor
    /// From a surveyor: the descriptor `number` of `pid` is a socket of the namespace `inode`.
    case foundSocket
    /// From a surveyor: it may not read all descriptors of `pid`.
    case refused
    /// From a surveyor: it has done everything.
    case end
    /// From a surveyor: the namespace comes with this message.
    case opened
    /// From a surveyor: the namespace could not be opened; `number` is the errno.
    case failed
  }

  let kind: Kind
  var pid: Int32 = 0
  var number: Int32 = 0
  var inode: UInt64 = 0

  init(_ kind: Kind, pid: Int32 = 0, number: Int32 = 0, inode: UInt64 = 0) {
    self.kind = kind
    self.pid = pid
    self.number = number
    self.inode = inode
  }

  /// - Returns: nil if the bytes are not a message.
  init?(_ bytes: RawSpan) {
    guard bytes.byteCount == SurveyMessage.size,
      let kind = bytes.load(UInt32.self, at: 0).flatMap({ Kind(rawValue: $0) }),
      let pid = bytes.load(Int32.self, at: 4), let number = bytes.load(Int32.self, at: 8),
      let inode = bytes.load(UInt64.self, at: 16)
    else { return nil }
    self.init(kind, pid: pid, number: number, inode: inode)
  }

  var bytes: [UInt8] {
    let low = UInt64(kind.rawValue) | UInt64(UInt32(bitPattern: pid)) << 32
    let words = [low, UInt64(UInt32(bitPattern: number)), inode]
    return words.flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
  }
}
