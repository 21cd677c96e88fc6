public import Foundation

/// Places in the working copy that the tests were built from.
public enum Repository {
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The interpreter of the Python environment that `contrib/test` makes.
  public static let pythonWithPackages =
    root.appendingPathComponent(".build/test-tools/bin/python3").path
}
