/** What kept events from being counted. */
export interface Uncounted {
  /** Their windows were judged when they came. */
  late: number;
  /** They say they happen long after they came. */
  future: number;
  /** There was no room for their group, or their value. */
  crowded: number;
}
