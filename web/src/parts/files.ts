/** Which files a drop takes. */
import { fileSize } from '../words/format';
import { t } from '../words/parts';

export interface FileRule {
  /** As `<input accept>`: `.csv,.xml,image/*`; empty takes all. */
  accept: string;
  /** The most bytes one file may have. */
  most: number;
}

function fits(file: { name: string; type: string }, accept: string): boolean {
  const kinds = accept.split(',').map((kind) => kind.trim().toLowerCase());
  return kinds.some((kind) => {
    if (kind === '') return accept.trim() === '';
    if (kind.startsWith('.')) return file.name.toLowerCase().endsWith(kind);
    if (kind.endsWith('/*')) return file.type.startsWith(kind.slice(0, -1));
    return file.type === kind;
  });
}

/** The sentence that says why `file` is not taken, or undefined where it is. */
export function whyNot(file: { name: string; type: string; size: number }, rule: FileRule): string | undefined {
  if (!fits(file, rule.accept)) return t.wrongKind(file.name, rule.accept.replaceAll(',', ', '));
  if (file.size > rule.most) return t.tooLarge(file.name, fileSize(rule.most));
  return undefined;
}
