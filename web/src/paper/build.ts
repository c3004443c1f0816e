/**
 * Turns an author's HTML into the page's own nodes.
 *
 * The server cleaned it; here it is parsed into an inert document and copied node by node into
 * elements that this list names, with attributes that this list names. No markup is ever written
 * back to text and parsed again, so nothing can change its meaning on the way, and nothing that
 * runs, loads from elsewhere, submits or styles is on the list.
 */

const words = (text: string) => new Set(text.split(' '));
const TEXT = words(
  'p br hr div span blockquote pre code kbd samp var b strong i em u s small sub sup mark abbr cite dfn q del ins bdi bdo ' +
    'ruby rb rp rt h1 h2 h3 h4 h5 h6 ul ol li dl dt dd figure figcaption table caption colgroup col thead tbody tfoot tr th td img',
);
const MATH = words(
  'math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts mprescripts none ' +
    'mtable mtr mtd mlabeledtr menclose mfenced mpadded mphantom mstyle merror semantics',
);
const EVERYWHERE = words('lang dir');
const ON_TEXT: Record<string, Set<string>> = {
  img: words('alt width height'),
  td: words('colspan rowspan'),
  th: words('colspan rowspan scope'),
  col: words('span'),
  colgroup: words('span'),
  ol: words('start type reversed'),
};
const ON_MATH = words(
  'display mathvariant stretchy fence separator form lspace rspace accent accentunder linethickness columnalign rowalign ' +
    'columnspan rowspan open close separators notation width height depth displaystyle scriptlevel movablelimits symmetric largeop',
);
/** Left out with all that is in them; of other unknown elements the content stays. */
const SILENT = words(
  'script style svg iframe object embed applet audio video canvas template noscript title textarea select annotation annotation-xml head',
);
const MATH_SPACE = 'http://www.w3.org/1998/Math/MathML';
const PICTURE = /^media\/[A-Za-z0-9._-]+$/;
const DEEPEST = 200;

interface Policy {
  createHTML: (html: string) => string;
}
interface Policies {
  createPolicy: (name: string, rules: Policy) => { createHTML: (html: string) => unknown };
}

let policy: { createHTML: (html: string) => unknown } | undefined;

/** Under Trusted Types a parser takes only what a named policy made; what it makes is inert. */
function parsed(html: string): Document {
  const types = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  policy ??= types?.createPolicy('invigilate', { createHTML: (text) => text }) ?? { createHTML: (text) => text };
  return new DOMParser().parseFromString(policy.createHTML(html) as string, 'text/html');
}

export interface Built {
  content: DocumentFragment;
  /** Where slots are to be drawn, by their number. */
  places: [slot: number, element: HTMLElement][];
  pictures: HTMLImageElement[];
  tables: HTMLTableElement[];
}

/** The nodes of a body; `media` is the address before `media/NAME`. */
export function build(html: string, media: string): Built {
  const built: Built = { content: document.createDocumentFragment(), places: [], pictures: [], tables: [] };
  copy(parsed(html).body, built.content, { built, media, depth: 0 });
  return built;
}

/** The text alone in one line, pictures by their description; for lists that cannot show more. */
export function plain(html: string): string {
  const { body } = parsed(html);
  for (const picture of body.querySelectorAll('img')) picture.replaceWith(picture.alt);
  return (body.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** Whether there is more in it than text can say. */
export const isRich = (html: string): boolean => /<(?:img|math|sub|sup|table)\b/i.test(html);

interface Copying {
  built: Built;
  media: string;
  depth: number;
}

function copy(from: Node, to: Node, now: Copying): void {
  if (now.depth > DEEPEST) return;
  const deeper = { ...now, depth: now.depth + 1 };
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.appendChild(document.createTextNode(node.nodeValue ?? ''));
    if (!(node instanceof Element)) continue;
    const name = node.localName;
    if (SILENT.has(name)) continue;
    const made = element(node, name, now);
    if (made) to.appendChild(made);
    if (name !== 'img') copy(node, made ?? to, deeper);
  }
}

function element(node: Element, name: string, { built, media }: Copying): Element | null {
  const math = MATH.has(name);
  if (!math && !TEXT.has(name)) return null;
  const made = math ? document.createElementNS(MATH_SPACE, name) : document.createElement(name);
  for (const { name: attribute, value } of node.attributes) {
    const known = EVERYWHERE.has(attribute) || (math ? ON_MATH.has(attribute) : ON_TEXT[name]?.has(attribute));
    if (known) made.setAttribute(attribute, value);
  }
  if (math) return made;
  if (made instanceof HTMLImageElement) return picture(node, made, built, media);
  if (made instanceof HTMLTableElement) built.tables.push(made);
  const slot = name === 'span' || name === 'div' ? node.getAttribute('data-slot') : null;
  if (slot !== null && /^\d+$/.test(slot)) built.places.push([Number(slot), made as HTMLElement]);
  return made;
}

function picture(node: Element, made: HTMLImageElement, built: Built, media: string): HTMLImageElement | null {
  const source = node.getAttribute('src') ?? '';
  if (!PICTURE.test(source)) return null;
  made.decoding = 'async';
  made.src = media + source;
  built.pictures.push(made);
  return made;
}
