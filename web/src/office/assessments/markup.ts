/**
 * An author's HTML, cleaned by the server, as nodes of this page.
 *
 * It is parsed into an inert document and copied, node by node, into elements and attributes that
 * stand on these lists; nothing else of it comes over, and nothing is ever parsed twice.
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
const ATTRIBUTES = words(
  'lang dir alt width height colspan rowspan scope span start type reversed display mathvariant stretchy fence separator ' +
    'linethickness columnalign rowalign columnspan open close separators notation displaystyle scriptlevel',
);
/** Left out with all that is in them; of other unknown elements the content stays. */
const SILENT = words('script style svg iframe object embed applet audio video canvas template noscript title textarea select head');
const MATH_SPACE = 'http://www.w3.org/1998/Math/MathML';
const PICTURE = /^media\/[A-Za-z0-9._-]+$/;
const DEEPEST = 200;

interface Policy {
  createHTML: (html: string) => unknown;
}
let policy: Policy | undefined;

/** Under Trusted Types a parser takes only what a named policy made; what it makes is inert. */
function parsed(html: string): HTMLElement {
  const types = (globalThis as { trustedTypes?: { createPolicy: (name: string, rules: Policy) => Policy } }).trustedTypes;
  const rules = { createHTML: (text: string) => text };
  policy ??= types?.createPolicy('invigilate', rules) ?? rules;
  return new DOMParser().parseFromString(policy.createHTML(html) as string, 'text/html').body;
}

export interface Built {
  content: DocumentFragment;
  /** Where slots are to be drawn, by their number. */
  places: [slot: number, element: HTMLElement][];
}

/** The nodes of a body; `media` is the address before `media/NAME`. */
export function build(html: string, media: string): Built {
  const built: Built = { content: document.createDocumentFragment(), places: [] };
  copy(parsed(html), built.content, built, media, 0);
  return built;
}

/** The text alone in one line, pictures by their description. */
export function plain(html: string): string {
  const body = parsed(html);
  for (const picture of body.querySelectorAll('img')) picture.replaceWith(picture.alt);
  return (body.textContent ?? '').replace(/\s+/g, ' ').trim();
}

function copy(from: Node, to: Node, built: Built, media: string, depth: number): void {
  if (depth > DEEPEST) return;
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.appendChild(document.createTextNode(node.nodeValue ?? ''));
    if (!(node instanceof Element) || SILENT.has(node.localName)) continue;
    const made = element(node, built, media);
    if (made) to.appendChild(made);
    copy(node, made ?? to, built, media, depth + 1);
  }
}

function element(node: Element, built: Built, media: string): Element | null {
  const name = node.localName;
  const isMath = node.namespaceURI === MATH_SPACE;
  if (!(isMath ? MATH : TEXT).has(name)) return null;
  const made = isMath ? document.createElementNS(MATH_SPACE, name) : document.createElement(name);
  for (const { name: attribute, value } of node.attributes) {
    if (ATTRIBUTES.has(attribute)) made.setAttribute(attribute, value);
  }
  if (made instanceof HTMLImageElement) {
    const source = node.getAttribute('src') ?? '';
    if (!PICTURE.test(source)) return null;
    made.src = media + source;
  }
  const slot = node.getAttribute('data-slot');
  if (made instanceof HTMLElement && slot !== null && /^\d+$/.test(slot)) built.places.push([Number(slot), made]);
  return made;
}
