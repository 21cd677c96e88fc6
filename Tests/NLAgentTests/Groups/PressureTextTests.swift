import Protocol
import Syscalls
import Testing

@testable import NLAgent

@Suite struct PressureTextTests {
  private func written(_ text: String) -> String {
    var json = JSONWriter()
    let isThere = PressureText.write(Array(text.utf8), to: &json)
    let output = String(decoding: json.bytes.copied, as: UTF8.self)
    return isThere ? output : "nothing: \(output)"
  }

  @Test func isWrittenAsItIs() {
    #expect(
      written(
        """
        some avg10=98.34 avg60=69.96 avg300=0.00 total=11156825012
        full avg10=0.05 avg60=100.00 avg300=3.10 total=0

        """)
        == #"{"some":{"avg10":98.34,"avg60":69.96,"avg300":0.00,"total":11156825012},"#
        + #""full":{"avg10":0.05,"avg60":100.00,"avg300":3.10,"total":0}}"#)
  }

  /// Interrupts have no line of `some`.
  @Test func linesMayBeMissing() {
    #expect(
      written("full avg10=1.00 avg60=2.00 avg300=3.00 total=4\n")
        == #"{"full":{"avg10":1.00,"avg60":2.00,"avg300":3.00,"total":4}}"#)
    for text in ["", "\n", "other avg10=1.00\n"] { #expect(written(text) == "nothing: null") }
  }

  /// Whatever the file says, what is written is JSON.
  @Test func whatIsNoNumberIsLeftOut() {
    for value in ["", "x", "1e5", "01", ".5", "5.", "1.2.3", "-1", "1,\"a\":2", "NaN"] {
      #expect(written("some avg10=\(value) total=7\n") == #"{"some":{"total":7}}"#, "\(value)")
    }
    #expect(written("some avg20=1.00 =3 avg10 total=7\n") == #"{"some":{"total":7}}"#)
  }
}
