import { lowest } from '../lowest';

/** How many runs there are between two marks: a search walks over no more. */
const runsPerMark = 32;

/**
 * Finds the run that holds an item, in a list that only tells how long each run is, as stts, ctts and stsc are. The
 * list stays where it is; kept are marks, and the run found last, since the next search mostly ends there or just
 * after it.
 */
export class RunIndex {
  /** The run found last, the number of its first item, and the amounts of the runs before it added up. */
  run = 0;
  first = 0;
  amountBefore = 0;
  runCount = 0;
  itemCount = 0;
  #amount = 0;
  /** Where the run found last ends. */
  #end = 0;
  readonly #firsts: number[] = [];
  readonly #amounts: number[] = [];
  readonly #lengthOf: (run: number) => number;
  readonly #amountOf: (run: number) => number;

  /**
   * @param lengthOf how many items a run has, and
   * @param amountOf what it adds to the `amountBefore` of those after it: as they were added
   */
  constructor(lengthOf: (run: number) => number, amountOf: (run: number) => number = () => 0) {
    this.#lengthOf = lengthOf;
    this.#amountOf = amountOf;
  }

  /** The next run of the list. To be called for all before any is looked for. */
  add(length: number, amount = 0): void {
    if (this.runCount % runsPerMark === 0) {
      this.#firsts.push(this.itemCount);
      this.#amounts.push(this.#amount);
    }
    if (this.runCount === 0) this.#end = length;
    this.runCount++;
    this.itemCount += length;
    this.#amount += amount;
  }

  /** Moves to the run that holds `item`, or to the last where none does. */
  find(item: number): void {
    if (item >= this.first && item < this.#end) return;
    const nextMark = Math.floor(this.run / runsPerMark) + 1;
    if (item < this.first || item >= (this.#firsts[nextMark] ?? Infinity)) this.#goToMark(item);
    while (item >= this.#end && this.run + 1 < this.runCount) {
      this.amountBefore += this.#amountOf(this.run);
      this.first = this.#end;
      this.run++;
      this.#end = this.#endOfRun();
    }
  }

  /** The last one's length may be told by what follows it, and nothing does. */
  #endOfRun(): number {
    return this.run + 1 < this.runCount ? this.first + this.#lengthOf(this.run) : Number.POSITIVE_INFINITY;
  }

  /** To the last mark at or before `item`. */
  #goToMark(item: number): void {
    const mark = lowest(this.#firsts.length, (each) => this.#firsts[each]! > item) - 1;
    this.run = mark * runsPerMark;
    this.first = this.#firsts[mark]!;
    this.amountBefore = this.#amounts[mark]!;
    this.#end = this.#endOfRun();
  }
}
