/** A box of seats that scrolls: how much of it is in sight, and which seat had the focus last. */
import type { SeatId } from '../live/frames';
import { scrolledTo, type Stretch } from './window';

/** Until a box is measured, so many pixels are taken to be in sight. */
const USUAL = 600;

export class Sight {
  width = $state(0);
  height = $state(USUAL);
  /** How far it is scrolled. */
  top = $state(0);
  current = $state.raw<SeatId | null>(null);
  #box: HTMLElement | null = null;

  /** Watches this box; gives what ends it. */
  of(box: HTMLElement): () => void {
    this.#box = box;
    const sizes = new ResizeObserver(() => {
      this.width = box.clientWidth;
      this.height = box.clientHeight;
    });
    const scrolled = () => (this.top = box.scrollTop);
    const focused = ({ target }: FocusEvent) => (this.current = seatAt(target) ?? this.current);
    sizes.observe(box);
    box.addEventListener('scroll', scrolled, { passive: true });
    box.addEventListener('focusin', focused);
    return () => {
      sizes.disconnect();
      box.removeEventListener('scroll', scrolled);
      box.removeEventListener('focusin', focused);
      this.#box = null;
    };
  }

  /** Scrolls no further than needed; what is drawn anew for it is drawn at once. */
  show(stretch: Stretch): void {
    const box = this.#box;
    if (!box) return;
    const to = scrolledTo(stretch, box.scrollTop, box.clientHeight);
    if (to !== box.scrollTop) box.scrollTop = to;
    this.top = box.scrollTop;
  }

  /** What is drawn of a seat, if it is. */
  drawn(seat: SeatId): HTMLElement | null {
    return this.#box?.querySelector<HTMLElement>(`[data-seat="${CSS.escape(seat)}"]`) ?? null;
  }
}

/** The seat that something on the page belongs to. */
export function seatAt(target: EventTarget | null): SeatId | null {
  return (target instanceof Element && target.closest<HTMLElement>('[data-seat]')?.dataset.seat) || null;
}
