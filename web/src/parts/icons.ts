/**
 * The one icon set: outlines on a 24 × 24 grid, each a single path, drawn for this project.
 *
 * Every icon is its own export, so a page carries only those it shows.
 */
export type IconPath = string & { readonly __icon?: never };

const circle = 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17z';

export const check: IconPath = 'M5 12.5l4.5 4.5L19 7.5';
export const cross: IconPath = 'M6.5 6.5l11 11M17.5 6.5l-11 11';
export const plus: IconPath = 'M12 5v14M5 12h14';
export const minus: IconPath = 'M5 12h14';
export const more: IconPath = 'M5.5 11.4a.6.6 0 1 0 0 1.2a.6.6 0 0 0 0-1.2zM12 11.4a.6.6 0 1 0 0 1.2a.6.6 0 0 0 0-1.2zM18.5 11.4a.6.6 0 1 0 0 1.2a.6.6 0 0 0 0-1.2z';
export const chevronDown: IconPath = 'M6.5 9.5l5.5 5.5 5.5-5.5';
export const chevronUp: IconPath = 'M6.5 14.5L12 9l5.5 5.5';
export const chevronEnd: IconPath = 'M9.5 6.5L15 12l-5.5 5.5';
export const chevronStart: IconPath = 'M14.5 6.5L9 12l5.5 5.5';
export const arrowEnd: IconPath = 'M4.5 12h15M13.5 6l6 6-6 6';
export const arrowStart: IconPath = 'M19.5 12h-15M10.5 6l-6 6 6 6';
export const sortable: IconPath = 'M8 9.5l4-4 4 4M8 14.5l4 4 4-4';
export const search: IconPath = 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM20 20l-4.9-4.9';
export const hand: IconPath =
  'M7.5 12.5v-6a1.5 1.5 0 0 1 3 0V11M10.5 6.5V4.8a1.5 1.5 0 0 1 3 0V11M13.5 6.2a1.5 1.5 0 0 1 3 0V11.5M16.5 8.7a1.5 1.5 0 0 1 3 0V14.5a6.5 6.5 0 0 1-6.5 6.5h-1.2a6.5 6.5 0 0 1-5.1-2.5l-2.9-3.7a1.5 1.5 0 0 1 2.3-1.9l1.4 1.5';
export const pause: IconPath = 'M8.5 5v14M15.5 5v14';
export const play: IconPath = 'M7.5 5l11 7-11 7z';
export const lock: IconPath =
  'M7.5 11h9a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 6 18.5v-6A1.5 1.5 0 0 1 7.5 11zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11';
export const unlock: IconPath =
  'M7.5 11h9a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 6 18.5v-6A1.5 1.5 0 0 1 7.5 11zM8.5 11V7.5a3.5 3.5 0 0 1 6.8-1.2';
export const clock: IconPath = `${circle}M12 7.5V12l3 2`;
export const alert: IconPath = 'M12 4.2L2.8 19.5h18.4zM12 10v4.5M12 17v.01';
export const info: IconPath = `${circle}M12 11v5.2M12 7.8v.01`;
export const good: IconPath = `${circle}M8 12.3l2.8 2.8L16 9.7`;
export const help: IconPath = `${circle}M9.5 9.6a2.5 2.5 0 1 1 3.8 2.1c-.9.6-1.3 1-1.3 2M12 16.7v.01`;
export const stop: IconPath = `${circle}M12 7.5v5M12 16v.01`;
export const bell: IconPath = 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.8a2.2 2.2 0 0 0 4 0';
export const message: IconPath =
  'M4.5 5h15a1 1 0 0 1 1 1v9.5a1 1 0 0 1-1 1H11L6.5 20v-3.5h-2a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z';
export const megaphone: IconPath =
  'M4 10v4a1 1 0 0 0 1 1h2.5L17 19.5v-15L7.5 9H5a1 1 0 0 0-1 1zM20 9.5a4 4 0 0 1 0 5M8 15l1 5h2.5';
export const send: IconPath = 'M4 11.5L20.5 4 14 20.5l-3-7zM11 13.5L20.5 4';
export const mail: IconPath =
  'M4 5.5h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1zM3.5 7l8.5 6 8.5-6';
export const flag: IconPath = 'M5.5 21V4M5.5 4.5c4.3-2 8 2 13 0v9c-5 2-8.7-2-13 0';
export const bookmark: IconPath = 'M7 3.5h10a1 1 0 0 1 1 1v16l-6-4-6 4v-16a1 1 0 0 1 1-1z';
export const copy: IconPath =
  'M9.5 8.5h9a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1zM5.5 15.5a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1';
export const download: IconPath = 'M12 4v11.5M7 10.5l5 5 5-5M4.5 20h15';
export const upload: IconPath = 'M12 15.5V4M7 9l5-5 5 5M4.5 20h15';
export const file: IconPath =
  'M6.5 3.5h7l5 5v11a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM13.5 3.5v5h5';
export const trash: IconPath =
  'M4.5 6.5h15M9.5 6.5v-2a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1v2M6.5 6.5l.8 13a1 1 0 0 0 1 1h7.4a1 1 0 0 0 1-1l.8-13M10 11v5.5M14 11v5.5';
export const pencil: IconPath =
  'M4 20l1-4.5L16 4.5a1.8 1.8 0 0 1 2.5 0l1 1a1.8 1.8 0 0 1 0 2.5L8.5 19zM14 6.5l3.5 3.5';
export const calendar: IconPath =
  'M5 5.5h14a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1zM4 10h16M8.5 3.5v4M15.5 3.5v4';
export const user: IconPath = 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM4.5 20.5a7.5 7.5 0 0 1 15 0';
export const users: IconPath =
  'M9 5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7zM2.5 19.5a6.5 6.5 0 0 1 13 0M16 5.4a3.5 3.5 0 0 1 0 6.3M18 13.8a6.5 6.5 0 0 1 3.5 5.7';
export const grid: IconPath = 'M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z';
export const columns: IconPath = 'M4.5 5h15v14h-15zM9.5 5v14M14.5 5v14';
export const rows: IconPath = 'M4 6h16M4 12h16M4 18h16';
export const eye: IconPath =
  'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6z';
export const eyeOff: IconPath =
  'M4 4l16 16M9.9 5.8A9.5 9.5 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.7 3.5M6.3 7.4A16.5 16.5 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4.3-1.1M10 10.1a2.8 2.8 0 0 0 3.9 3.9';
export const online: IconPath =
  'M2.5 9.5a14 14 0 0 1 19 0M5.5 13a9.5 9.5 0 0 1 13 0M8.7 16.3a5 5 0 0 1 6.6 0M12 19.5h.01';
export const offline: IconPath =
  'M4 3.5l16 17M2.5 9.5a14 14 0 0 1 4.7-2.9M11 5.9a14 14 0 0 1 10.5 3.6M5.5 13a9.5 9.5 0 0 1 4.6-2.5M8.7 16.3a5 5 0 0 1 6.3-.3M12 19.5h.01';
export const refresh: IconPath =
  'M20 4.5V9.5h-5M4 19.5v-5h5M19.5 9.5A8 8 0 0 0 5.6 7.3M4.5 14.5a8 8 0 0 0 13.9 2.2';
export const undo: IconPath = 'M8.5 5L4.5 9l4 4M4.5 9h9.5a5.5 5.5 0 0 1 0 11H9';
export const history: IconPath = 'M4 4.5V9h4.5M4.3 9A8.3 8.3 0 1 1 3.7 12.5M12 8v4.5l3 1.8';
export const external: IconPath =
  'M14 4.5h5.5V10M19.5 4.5l-8.5 8.5M18 14v4.5a1 1 0 0 1-1 1H5.5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1H10';
export const sliders: IconPath = 'M4 7h9M17 7h3M15 4.8v4.4M4 17h3M11 17h9M9 14.8v4.4';
export const keyboard: IconPath =
  'M4 6.5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM7 10.5h.01M10.3 10.5h.01M13.7 10.5h.01M17 10.5h.01M8 14h8';
export const sun: IconPath =
  'M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4';
export const moon: IconPath = 'M20 14.5A8.5 8.5 0 1 1 9.5 4a6.8 6.8 0 0 0 10.5 10.5z';
export const screen: IconPath =
  'M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM9 20.5h6M12 17v3.5';
export const globe: IconPath = `${circle}M3.5 12h17M12 3.5c-2.3 2.3-3.4 5.2-3.4 8.5s1.1 6.2 3.4 8.5c2.3-2.3 3.4-5.2 3.4-8.5s-1.1-6.2-3.4-8.5z`;
export const key: IconPath =
  'M8 11.5a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM11 12.7L19.5 4.2M15.5 8.2l3 3';
export const printer: IconPath =
  'M7 8.5v-5h10v5M7 16.5H4.5a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1h15a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H17M7 14h10v6.5H7z';
export const expand: IconPath = 'M4.5 9.5v-5h5M14.5 4.5h5v5M19.5 14.5v5h-5M9.5 19.5h-5v-5';
export const home: IconPath = 'M4 11l8-7 8 7M6 9.5V20h12V9.5';
export const chart: IconPath = 'M4 20h16M7 16v-4M12 16V6M17 16v-7';
export const shield: IconPath = 'M12 3l7.5 3v5.5c0 4.5-3 7.8-7.5 9.5-4.5-1.7-7.5-5-7.5-9.5V6z';
export const door: IconPath = 'M6 20.5V4.5a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v16M3.5 20.5h17M14.5 12h.01';
export const signOut: IconPath = 'M10 4.5H5.5a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1H10M15 8l4 4-4 4M19 12H9.5';
