import type { Line, Page, Tone } from './page';
import { printableText } from './printable-text';

/** Where output goes and what it can show. */
export interface Terminal {
  readonly columns: number;
  readonly colour: boolean;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}

const NARROWEST = 40;
const WITHOUT_A_TERMINAL = 100;

/** Header and claims of a token are JSON objects: in base64url both start like this. */
const TOKEN = /eyJ[\w-]+\.eyJ[\w-]+(?:\.[\w-]*)?/g;

const CODES: Record<Tone, string> = {
  plain: '',
  strong: '1',
  faint: '2',
  ok: '32',
  problem: '31',
  unclear: '33',
};

/** The process's own terminal. Colours need a terminal and no NO_COLOR (https://no-color.org). */
export function realTerminal(): Terminal {
  const columns = process.stdout.columns ?? Number.parseInt(process.env.COLUMNS ?? '', 10);
  return {
    columns: Number.isInteger(columns) && columns > 0 ? columns : WITHOUT_A_TERMINAL,
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
  };
}

export function printPage(page: Page, terminal: Terminal): void {
  if (page.kind === 'text') {
    const text = page.text.split('\n').map(printableText).join('\n');
    terminal.write(text.endsWith('\n') ? text : `${text}\n`);
    return;
  }
  terminal.write(page.lines.map((line) => `${render(line, terminal)}\n`).join(''));
}

/** A message may quote an argument, and somebody may have typed a token there. */
export function printError(message: string, terminal: Terminal): void {
  terminal.writeError(`${printableText(message.replace(TOKEN, '(a token)'))}\n`);
}

function render(line: Line, terminal: Terminal): string {
  const label = line.label
    ? paint(printableText(line.label.text).padEnd(line.label.width), line.label.tone, terminal)
    : '';
  const indent = line.indent ?? 0;
  const start = indent + (line.label?.width ?? 0);
  const width = Math.max(terminal.columns, NARROWEST) - start;
  const [first = '', ...others] = foldText(printableText(line.text), width, line.fold ?? 'prose');
  const tone = line.tone ?? 'plain';
  return [
    `${' '.repeat(indent)}${label}${paint(first, tone, terminal)}`.trimEnd(),
    ...others.map((part) => `${' '.repeat(start)}${paint(part, tone, terminal)}`),
  ].join('\n');
}

/** Breaks at blanks only: a name or an ARN stays whole, so that it can be copied. */
export function foldText(text: string, width: number, fold: Line['fold']): string[] {
  if (fold === 'exact' || text.length <= width) return [text];
  const end = fold === 'command' ? ' \\' : '';
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const room = width - end.length;
    if (current !== '' && current.length + 1 + word.length > room) {
      lines.push(`${current}${end}`);
      current = fold === 'command' ? `  ${word}` : word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  lines.push(current);
  return lines;
}

function paint(text: string, tone: Tone, terminal: Terminal): string {
  return terminal.colour && CODES[tone] && text !== ''
    ? `\u001b[${CODES[tone]}m${text}\u001b[0m`
    : text;
}
