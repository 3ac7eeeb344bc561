/** What a line is about; the printer chooses colours from it. */
export type Tone = 'plain' | 'strong' | 'faint' | 'ok' | 'problem' | 'unclear';

/** One line of a page, before it is folded to the terminal. */
export interface Line {
  readonly text: string;
  /** Columns before the text, also where a folded line continues. */
  readonly indent?: number;
  /** A word in front of the text, in its own colour. */
  readonly label?: { readonly text: string; readonly width: number; readonly tone: Tone };
  readonly tone?: Tone;
  /** `prose` folds at blanks, `command` folds so that it can still be pasted, `exact` never folds. */
  readonly fold?: 'prose' | 'command' | 'exact';
}

/** What a command says: lines for a person, or text for a program. */
export type Page =
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  | { readonly kind: 'text'; readonly text: string };

export function linesPage(lines: readonly Line[]): Page {
  return { kind: 'lines', lines };
}

export function textPage(text: string): Page {
  return { kind: 'text', text };
}
