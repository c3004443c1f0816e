/** One thing that a button does: whether it is being done, and what stood against it. */
import { problemOf, type Problem } from './asking';

export class Doing {
  /** What the button says while it works. */
  words = $state<string | undefined>();
  problem = $state.raw<Problem | undefined>();

  /**
   * Does it unless it is being done already. True when it went well; else `problem` says why not.
   * Whoever shows the problem in a field of its own reads it there.
   */
  async run(words: string, act: () => Promise<void>): Promise<boolean> {
    if (this.words !== undefined) return false;
    this.words = words;
    this.problem = undefined;
    try {
      await act();
      return true;
    } catch (error) {
      this.problem = problemOf(error);
      return false;
    } finally {
      this.words = undefined;
    }
  }
}
