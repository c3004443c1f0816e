/** A message that is being written, kept for a reload of this tab. */

const key = (seat: string) => `invigilate.message.${seat}`;

export function keptDraft(seat: string): string {
  try {
    return sessionStorage.getItem(key(seat)) ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(seat: string, text: string): void {
  try {
    sessionStorage.setItem(key(seat), text);
  } catch {
    // A browser without storage: it lasts as long as the page.
  }
}

export function dropDraft(seat: string): void {
  try {
    sessionStorage.removeItem(key(seat));
  } catch {
    // Nothing was kept.
  }
}
