/** What is fetched for a seat: its paper, and in the end its receipts. */
import { paperOf, receipts, untilAnswered, type Receipt } from './asking';
import type { Paper } from './paper';

export class Handout {
  paper = $state.raw<Paper | null>(null);
  /** It could not be fetched yet; it is asked for again. */
  paperFailed = $state(false);
  receipts = $state.raw<Receipt[] | null>(null);
  receiptsFailed = $state(false);
  readonly #seat: string;
  #fetching = false;
  #receiptsFor = 0;

  constructor(seat: string) {
    this.#seat = seat;
  }

  /** Fetches the paper, once. True: it has just come. */
  async fetchPaper(delivered: string): Promise<boolean> {
    if (this.paper || this.#fetching) return false;
    this.#fetching = true;
    const paper = await untilAnswered(
      () => paperOf(delivered),
      () => (this.paperFailed = true),
    );
    this.#fetching = false;
    this.paperFailed = false;
    this.paper = paper;
    return paper !== null;
  }

  /** Fetches the receipts of so many seals. True: they have just come. */
  async fetchReceipts(seals: number): Promise<boolean> {
    if (this.#receiptsFor >= seals) return false;
    this.#receiptsFor = seals;
    const found = await untilAnswered(
      async () => {
        const all = await receipts(this.#seat);
        if (all.length < seals) throw new Error('the receipt is on its way');
        return all;
      },
      (refused) => {
        this.receiptsFailed = true;
        return refused?.word !== 'not-joined' && refused?.word !== 'other-seat';
      },
    );
    if (!found) return false;
    this.receiptsFailed = false;
    this.receipts = found;
    return true;
  }
}
