/** The look that this device's reader chose; kept on the device, no one else's business. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'invigilate.theme';

/** The theme chosen here, `system` where nothing was chosen or storage is closed to us. */
export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

/** Wears `theme` from now on and keeps it; where it cannot be kept it lasts for this page. */
export function chooseTheme(theme: Theme): void {
  wearTheme(theme);
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // A browser without storage: the page wears it, the next one will not.
  }
}

/** Writes the theme onto <html>, where tokens.css looks for it. */
export function wearTheme(theme: Theme = chosenTheme()): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
