/** How a board is looked at: it stands in the address, and the browser's way back leads through it. */
import { isStep, looksOf, queryOf, searchOf } from './place';
import type { Query } from './query';
import { keepColumns, keptColumns, type Looks } from './views';

export class Looking {
  query: Query = $state.raw(queryOf(location.search));
  looks: Looks = $state.raw(own(looksOf(location.search)));
  /** Told of each query that is shown from now on. */
  readonly #asked: (query: Query) => void;

  constructor(asked: (query: Query) => void) {
    this.#asked = asked;
  }

  look(change: Partial<Query>): void {
    this.#go({ ...this.query, ...change }, this.looks);
  }

  relook(change: Partial<Looks>): void {
    if ('columns' in change) keepColumns(change.columns ?? null);
    this.#go(this.query, { ...this.looks, ...change });
  }

  /** To what an address says, as a saved view does. */
  go(search: string): void {
    this.#go(queryOf(search), own(looksOf(search)));
  }

  /** The browser went back or forth: the address says already what is to be shown. */
  moved(): void {
    this.#show(queryOf(location.search), own(looksOf(location.search)));
  }

  #go(query: Query, looks: Looks): void {
    const step = isStep({ query: this.query, view: this.looks.view }, { query, view: looks.view });
    this.#show(query, looks);
    const address = location.pathname + searchOf(query, looks);
    if (step) history.pushState(null, '', address);
    else history.replaceState(history.state, '', address);
  }

  #show(query: Query, looks: Looks): void {
    this.query = query;
    this.looks = looks;
    this.#asked(query);
  }
}

/** An address without columns shows those that were chosen on this device last. */
function own(said: Looks): Looks {
  return { ...said, columns: said.columns ?? keptColumns() };
}
