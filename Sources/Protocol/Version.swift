/// The release of both programs.
public enum Version {
  /// The version number, as in semantic versioning.
  public static let current = "0.1.0"
}
