/** What following a packet may change, as long as it was not. */
export interface Effects {
  /** The conversations in memory that it may belong to: by hash of scope and ends, null: that is not known; and of their ends. */
  readonly places: { hash: number | null; readonly pair: number }[];
  /** It may begin one. */
  begins: boolean;
  /** It may belong to one that is not in memory. */
  others: boolean;
  /** It may tell which two directions are one. */
  joins: boolean;
  /** More than headers was looked at. */
  isBehind: boolean;
}
