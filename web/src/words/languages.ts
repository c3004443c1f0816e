/** The languages that pages are written in; `docs/languages.md` says how to add one. */
interface About {
  /** As its own speakers call it. */
  name: string;
  /** The way its lines run. */
  dir: 'ltr' | 'rtl';
}

export const languages = {
  en: { name: 'English', dir: 'ltr' },
  de: { name: 'Deutsch', dir: 'ltr' },
} as const satisfies Record<string, About>;

/** A BCP 47 tag of ours. */
export type Language = keyof typeof languages;
