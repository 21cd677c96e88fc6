/// The release both programs are of.
public enum Version {
  public static let current = "0.1.0"
}
