/** Reading what a student typed to say who they are. */

/** Without spaces around it; those inside and leading zeros belong to it. */
export const asNumber = (text: string): string => text.trim();

/** A personal key: spaces and dashes are for reading alone, and the letters O, I and L are digits. */
export const asKey = (text: string): string =>
  text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');

/** A name with single spaces. */
export const asName = (text: string): string => text.trim().replace(/\s+/g, ' ');
