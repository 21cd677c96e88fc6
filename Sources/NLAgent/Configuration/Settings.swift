internal import Privileged
internal import Protocol

/// What the command line or the configuration file decides.
struct Settings: Equatable, Sendable {
  var logLevel = Log.Level.info
  /// Which calls cause a line of the audit.
  var audit = Audit.off
  var owners = OwnerMeans.Choice.auto
  /// Whether a background thread keeps the owners of sockets up to date.
  var refreshesOwners = false
  /// What a socket has unless it has a setting of its own.
  var defaults = SocketSettings(place: .path(SocketSettings.standardPath))
  /// The sockets that are named; without any, those of systemd or the standard one.
  var sockets: [SocketSettings] = []
}

/// What is decided about one socket.
struct SocketSettings: Equatable, Sendable {
  /// The path of the only socket where none is named.
  static let standardPath = "/run/nlagent/nlagent.sock"

  /// Which socket it is.
  enum Place: Equatable, Sendable {
    /// The path of its file. If systemd passes a socket with this path, that one is meant.
    case path(String)
    /// The name by which systemd passes it: FileDescriptorName= of systemd.socket(5).
    case systemd(String)
  }

  var place: Place
  /// Permission bits of the file.
  var mode: UInt32 = 0o660
  /// The owner of the file, by name or number; nil for the agent's user.
  var owner: String?
  /// The group of the file, by name or number; nil for nlagent, if it exists.
  var group: String?
  /// The methods that it serves.
  var sets = Set(MethodSet.configurable)
  /// The network namespaces that clients may ask about.
  var namespaces = NamespaceRule.all
  /// The tasks that clients may see; nil for the default, which depends on the file's mode.
  var tasks: TaskRule?

  /// What its clients may ask.
  /// - Parameter permissions: the mode of the socket's file; nil if it has none.
  func rights(_ permissions: UInt32?) -> Rights {
    Rights(
      sets: sets, namespaces: namespaces, tasks: tasks ?? .standard(for: permissions))
  }
}
