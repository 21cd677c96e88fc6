import Testing

@testable import Privileged

@Suite struct TaskCountsTests {
  @Test func eachLetterHasItsCount() {
    var counts = TaskCounts()
    for letter in "RSDTtIZXx" { counts.count(state: letter.asciiValue ?? 0) }
    #expect(counts.running == 1 && counts.sleeping == 1 && counts.uninterruptible == 1)
    #expect(counts.stopped == 1 && counts.traced == 1 && counts.idle == 1 && counts.zombie == 1)
    #expect(counts.other == 2)
    #expect(counts.tasks == 9)
  }
}
