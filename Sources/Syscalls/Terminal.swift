internal import Glibc

extension StandardStream {
  /// The terminal's width in characters; nil where it is none or does not know. The
  /// corresponding C function is `ioctl` with `TIOCGWINSZ`.
  public var terminalColumns: Int? {
    var size = winsize()
    guard unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
