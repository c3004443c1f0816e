/**
 * How the board is looked at: which view, which columns; and combinations of these with a query that
 * somebody saved on this device. Whatever is kept may be garbage: what is not understood is left out.
 */
import { COLUMNS, type ColumnKey } from './query';

export const VIEWS = ['table', 'hall', 'heat'] as const;
export type View = (typeof VIEWS)[number];

export interface Looks {
  view: View;
  /** The table's columns beside the name; null: as many of the usual ones as fit. */
  columns: readonly ColumnKey[] | null;
}

export const PLAIN: Looks = { view: 'table', columns: null };

/** Shown while nobody chose others. */
export const USUAL: readonly ColumnKey[] = ['desk', 'number', 'name', 'status', 'answered', 'saved', 'left', 'ledger', 'flags'];

/** Those of these that are columns, in the table's order, the name among them; null: none is. */
export function columnsFrom(said: unknown): ColumnKey[] | null {
  if (!Array.isArray(said)) return null;
  const known = COLUMNS.filter((key) => key === 'name' || said.includes(key));
  return known.length > 1 ? known : null;
}

export const isView = (said: unknown): said is View => VIEWS.includes(said as View);

/** With this column where it was not, or without it; the name stays. */
export function toggled(columns: readonly ColumnKey[] | null, key: ColumnKey): ColumnKey[] | null {
  const now = columns ?? USUAL;
  return columnsFrom(now.includes(key) ? now.filter((one) => one !== key) : [...now, key]);
}

/** What each view can do for the board's keys. */
export interface SeatsView<Seat> {
  /** The seat in focus, if one is. */
  focused(): Seat | null;
  toggleFocused(): void;
  /** Chooses all that are shown, or nobody where all are chosen. */
  chooseShown(): void;
  /** Moves the focus by so many seats, from where it was last. */
  step(by: number): Promise<void>;
  /** Brings a seat into sight and the focus to it. */
  goTo(id: string): Promise<void>;
}

/** A view with a name; `search` is the address's query, which says all of it. */
export interface SavedView {
  name: string;
  search: string;
}

/** Most views that are kept, and the longest name. */
export const MOST = 30;
export const NAME_MOST = 60;

/** What was kept, as far as it is understood. */
export function viewsFrom(said: unknown): SavedView[] {
  if (!Array.isArray(said)) return [];
  const read = said.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null) return [];
    const { name, search } = one as Record<string, unknown>;
    return typeof name === 'string' && typeof search === 'string' && name.trim() ? [{ name: name.trim().slice(0, NAME_MOST), search }] : [];
  });
  return read.filter(({ name }, at) => read.findIndex((other) => other.name === name) === at).slice(0, MOST);
}

/** With this one last; it takes the place of one with its name, and the oldest goes where there are too many. */
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  const name = view.name.trim().slice(0, NAME_MOST);
  return [...views.filter((one) => one.name !== name), { ...view, name }].slice(-MOST);
}

export const withoutView = (views: readonly SavedView[], name: string): SavedView[] => views.filter((one) => one.name !== name);

// --- kept on the device ---------------------------------------------------------------------------

const COLUMNS_KEY = 'invigilate.board.columns';
const VIEWS_KEY = 'invigilate.board.views';

export const keptColumns = (): ColumnKey[] | null => columnsFrom(read(COLUMNS_KEY));
export const keepColumns = (columns: readonly ColumnKey[] | null): void => void write(COLUMNS_KEY, columns);
export const keptViews = (): SavedView[] => viewsFrom(read(VIEWS_KEY));
/** Whether they were kept. */
export const keepViews = (views: readonly SavedView[]): boolean => write(VIEWS_KEY, views);

export interface Device {
  kept(): SavedView[];
  /** Whether they were kept. */
  keep(views: readonly SavedView[]): boolean;
}

/** The views of this device as one page has them; other pages change them, too. */
export class Shelf {
  readonly #device: Device;
  #views: SavedView[];
  #isKept = true;

  constructor(device: Device = { kept: keptViews, keep: keepViews }) {
    this.#device = device;
    this.#views = device.kept();
  }

  /** What is there now. */
  read(): SavedView[] {
    if (this.#isKept) this.#views = this.#device.kept();
    return this.#views;
  }

  /** Changes what is there now, not what was when it was looked at. */
  change(by: (views: readonly SavedView[]) => SavedView[]): SavedView[] {
    this.#views = by(this.read());
    this.#isKept = this.#device.keep(this.#views);
    return this.#views;
  }
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function write(key: string, kept: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
    return true;
  } catch {
    // A browser without storage: it lasts as long as the page.
    return false;
  }
}
