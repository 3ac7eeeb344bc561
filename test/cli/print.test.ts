import { linesPage, textPage } from '../../src/cli/page';
import { foldText, printPage, realTerminal, type Terminal } from '../../src/cli/print';
import { printableJson, printableText } from '../../src/cli/printable-text';

function printed(page: Parameters<typeof printPage>[0], terminal: Partial<Terminal> = {}): string {
  let out = '';
  printPage(page, {
    columns: 60,
    colour: false,
    write: (text) => {
      out += text;
    },
    writeError: () => {},
    ...terminal,
  });
  return out;
}

describe('folding', () => {
  test('breaks at blanks and goes on under the text', () => {
    const line = {
      text: 'one two three four',
      indent: 2,
      label: { text: 'ok', width: 4, tone: 'ok' },
    } as const;

    expect(printed(linesPage([line]), { columns: 46 })).toBe('  ok  one two three four\n');
    expect(
      printed(linesPage([{ ...line, text: 'word '.repeat(12).trim() }]), { columns: 46 }),
    ).toBe('  ok  word word word word word word word word\n      word word word word\n');
  });

  test('keeps a word whole that is longer than the line, so that it can be copied', () => {
    const arn = `arn:aws:iam::111122223333:role/${'x'.repeat(60)}`;

    expect(foldText(`the ${arn} role`, 50, 'prose')).toEqual(['the', arn, 'role']);
  });

  test('folds a command so that it can still be pasted', () => {
    expect(foldText('kubectl get pod reader -n logging', 24, 'command')).toEqual([
      'kubectl get pod reader \\',
      '  -n logging',
    ]);
  });
});

describe('colours', () => {
  const page = linesPage([{ text: 'text', label: { text: 'ok', width: 4, tone: 'ok' } }]);

  test('are printed where the terminal shows them', () => {
    expect(printed(page, { colour: true })).toBe('\u001b[32mok  \u001b[0mtext\n');
  });

  test('are left out elsewhere', () => {
    expect(printed(page)).toBe('ok  text\n');
  });

  test.each([
    ['a terminal', true, {}, true],
    ['no terminal', false, {}, false],
    ['a terminal and NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['a terminal and an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['a dumb terminal', true, { TERM: 'dumb' }, false],
  ])('with %s', (_, isTTY, env, expected) => {
    const was = { isTTY: process.stdout.isTTY, env: process.env };
    try {
      process.stdout.isTTY = isTTY;
      process.env = { TERM: 'xterm', ...env };
      expect(realTerminal().colour).toBe(expected);
    } finally {
      process.stdout.isTTY = was.isTTY;
      process.env = was.env;
    }
  });
});

describe('text from outside', () => {
  test.each([
    ['a colour sequence', '\u001b[31mred', '\\u001b[31mred'],
    ['a C1 control sequence', '\u009b31m', '\\u009b31m'],
    ['a hyperlink', '\u001b]8;;http://example.com\u0007x', '\\u001b]8;;http://example.com\\u0007x'],
    ['a new line', 'ok\nproblem', 'ok\\nproblem'],
    ['a carriage return', 'bad\rgood', 'bad\\rgood'],
    ['a right-to-left override', 'abc\u202edef', 'abc\\u202edef'],
    ['a zero-width blank', 'log\u200bging', 'log\\u200bging'],
    ['a tag character', 'a\u{e0041}', 'a\\udb40\\udc41'],
    ['a lone surrogate', 'a\ud800', 'a\\ud800'],
  ])('%s is shown, not obeyed', (_, text, expected) => {
    expect(printableText(text)).toBe(expected);
    expect(printed(linesPage([{ text }]))).toBe(`${expected}\n`);
    expect(printed(linesPage([{ text: '', label: { text, width: 1, tone: 'plain' } }]))).toBe(
      `${expected}\n`,
    );
  });

  test('letters of any language are left as they are', () => {
    expect(printableText('größe ключ 鍵')).toBe('größe ключ 鍵');
  });

  test('stays the same value in JSON', () => {
    const value = { name: '\u001b[31m\u202e\u{e0041}\ud800\u007f', list: ['a\nb'] };
    const text = printableJson(value);

    expect(JSON.parse(text)).toEqual(value);
    expect(printed(textPage(text))).toBe(`${text}\n`);
  });
});
