internal import CLinux
internal import Glibc

extension StandardStream {
  /// The terminal's width in characters; nil if the stream is no terminal or its width is unknown.
  /// The corresponding C function is `ioctl` with `TIOCGWINSZ`.
  public var terminalColumns: Int? { terminalSize.flatMap { $0.ws_col > 0 ? Int($0.ws_col) : nil } }

  /// The terminal's height in lines; nil if the stream is no terminal or its height is unknown.
  public var terminalRows: Int? { terminalSize.flatMap { $0.ws_row > 0 ? Int($0.ws_row) : nil } }

  private var terminalSize: winsize? {
    var size = winsize()
    return unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
  }
}
