import { PointedError } from "../core/pointed.ts";

/** What is wrong with a filter, and where. */
export class FilterError extends PointedError {
  /** As of PointedError. */
  constructor(
    message: string,
    readonly filter: string,
    position: number,
    length: number,
  ) {
    super(message, "filter", filter, position, length);
    this.name = "FilterError";
  }
}
