/** One of several things to choose from: in a Select, a Combobox, a RadioGroup, Segments. */
export interface Choice<Value extends string = string> {
  value: Value;
  label: string;
  /** A second line: what choosing it means. Not shown by Select. */
  hint?: string;
  disabled?: boolean;
}
