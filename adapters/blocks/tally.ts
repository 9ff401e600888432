/** What a request looked at, for whoever wants to know why it took as long as it did. */
export class Tally {
  /** Blocks there are, those not sealed yet too. */
  blocks = 0;
  /** Passed over by their times (or because they arrived later than the first page). */
  byTime = 0;
  /** Passed over because the same query was asked before and found nothing in them. */
  byMemory = 0;
  /** Passed over by the filter of their words. */
  byFilter = 0;
  /** Answered by what their meta says: dictionaries, ranges of numbers, counts. */
  byMeta = 0;
  /** Whose columns were looked into. */
  read = 0;
  /** Columns read from the file. */
  columns = 0;
  /** Bytes of these, as stored. */
  bytes = 0;
  /** Columns that were in memory. */
  cached = 0;
}
