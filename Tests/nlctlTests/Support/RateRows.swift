import Foundation
import Testing

@testable import nlctl

/// Records with their rates, in the order they are shown in.
func rows<Source: Rates>(_ records: [String], _ rates: inout Source) throws -> [[String: Any]] {
  var batch = RecordBatch()
  for record in records { batch.append(Array(record.utf8).span) }
  let sorted = Watch.withRates(batch, &rates)
  return try (0..<sorted.count).map { position in
    let record = sorted.record(position)
    let bytes = Data((0..<record.count).map { record[$0] })
    return try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }
}
