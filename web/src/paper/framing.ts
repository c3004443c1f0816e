/** What stands around pictures and tables of a paper. */

/** A wide table scrolls in its own place, by keyboard too; `name` where it has no caption. */
export function scrollable(table: HTMLTableElement, name: string): void {
  const wide = document.createElement('div');
  wide.className = 'wide';
  wide.tabIndex = 0;
  wide.setAttribute('role', 'region');
  wide.setAttribute('aria-label', table.caption?.textContent ?? name);
  table.before(wide);
  wide.append(table);
}

/** A picture on the light ground that drawings are made for; a button where it does something. */
export function framed<Name extends 'span' | 'button'>(picture: HTMLImageElement, name: Name): HTMLElementTagNameMap[Name] {
  const frame = document.createElement(name);
  frame.className = 'picture';
  picture.before(frame);
  frame.append(picture);
  return frame;
}

/** A picture to be seen larger. */
export interface Picture {
  src: string;
  alt: string;
  /** How wide it stands in the question, px; 0: that is not known. */
  width: number;
}

/** How pictures are looked at, and what is said of them. */
export interface Looking {
  enlarge: string;
  missing: string;
  look: (picture: Picture) => void;
}

/** A picture becomes a button that shows it large; one that is missing says so. */
export function enlargeable(picture: HTMLImageElement, { enlarge, missing, look }: Looking): void {
  const button = framed(picture, 'button');
  button.type = 'button';
  button.title = enlarge;
  button.ariaHasPopup = 'dialog';
  button.onclick = () => look({ src: picture.src, alt: picture.alt, width: picture.clientWidth });
  picture.onerror = () => {
    const lost = document.createElement('span');
    lost.className = 'missing';
    lost.textContent = [picture.alt, missing].filter(Boolean).join(' ');
    button.replaceWith(lost);
  };
}
