import Privileged
import Protocol
import Testing

@testable import NLAgent

@Suite struct ConfigurationFileTests {
  private func parse(_ text: String) throws -> Settings {
    try ConfigurationFile.parse(Array(text.utf8), path: "f")
  }

  private func mistake(_ text: String) -> String? {
    do throws(ConfigurationFile.Mistake) {
      _ = try ConfigurationFile.parse(Array(text.utf8), path: "f")
      return nil
    } catch {
      return error.text
    }
  }

  @Test func anEmptyFileIsTheStandard() throws {
    for text in ["", "\n\n", "# a comment\n   # another\n", "\r\n"] {
      #expect(try parse(text) == Settings())
    }
  }

  @Test func aSocketHasItsOwnSettingsOrTheDefaults() throws {
    let settings = try parse(
      """
      log-level debug
      audit privileged
      owners-refresh on
      mode 0666
      netns caller

      socket /run/a.sock
        methods links, sockets
      socket systemd:public
      \tmode  0600
        owner www-data \r
        group 33
        methods all
        netns all
        tasks own
      """)
    #expect(settings.logLevel == .debug && settings.refreshesOwners && settings.owners == .auto)
    #expect(settings.audit == .privileged)
    #expect(settings.sockets.map(\.place) == [.path("/run/a.sock"), .systemd("public")])
    let (first, second) = (settings.sockets[0], settings.sockets[1])
    #expect(first.mode == 0o666 && first.namespaces == .caller && first.tasks == nil)
    #expect(first.sets == [.links, .sockets])
    #expect(second.mode == 0o600 && second.owner == "www-data" && second.group == "33")
    #expect(second.sets == Set(MethodSet.configurable))
    #expect(second.namespaces == .all && second.tasks == .own)
    #expect(first.rights(0o666).tasks == .own && first.rights(0o660).tasks == .all)
  }

  @Test func methodsCanBeNone() throws {
    #expect(try parse("methods none\nsocket /a").sockets[0].sets == [])
  }

  @Test(arguments: [
    ("mode", "f:1: mode has no value\n  A line has a name, a space and a value."),
    ("\n\nmode x", "f:3: mode takes permission bits in octal, for instance 0660, not \"x\""),
    ("mdoe 0660", "f:1: there is no setting \"mdoe\"\n  Did you mean \"mode\"?"),
    (
      "methods links,task", "f:1: there is no set of methods \"task\"\n  Did you mean \"tasks\"?"
    ),
    ("socket run/a", "f:1: socket takes an absolute path of at most 100 bytes, not \"run/a\""),
    (
      "socket systemd:", "f:1: socket takes an absolute path of at most 100 bytes, not \"systemd:\""
    ),
    ("socket /a\nsocket /a", "f:2: the socket /a is named twice"),
    (
      "socket /a\nowners proc",
      """
      f:2: owners is a setting of the agent, and this line belongs to a socket
        Move it before the first line with socket.
      """
    ),
    ("audit on", "f:1: audit takes off, refused, privileged or all, not \"on\""),
    ("tasks some", "f:1: tasks takes all or own, not \"some\""),
    ("netns x", "f:1: netns takes all or caller, not \"x\""),
  ]) func aMistakeHasItsLine(_ text: String, _ message: String) {
    #expect(mistake(text) == message)
  }

  @Test func theAgentItselfIsNoSetToName() {
    #expect(mistake("methods agent")?.hasPrefix("f:1: there is no set of methods") == true)
  }
}
