import { type CloudTrailRecord, valueAt } from './event-samples';

type Row = Record<string, unknown>;
type Expression = (row: Row) => unknown;

/**
 * Runs the part of the Logs Insights language that the saved queries use, over records as CloudTrail
 * delivers them: compact JSON in `@message`. Commands, functions and operators that are not known
 * here are errors. Comparisons with a missing field hold for none, whatever the operator.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function runQuery(query: string, records: Iterable<CloudTrailRecord>): Row[] {
  let rows: Row[] = [...records].map((record) => ({
    ...record,
    '@message': JSON.stringify(record),
    '@timestamp': record.eventTime,
  }));
  for (const command of commandsOf(query)) rows = run(command, rows);
  return rows;
}

/** The commands of a query, without comments. */
export function commandsOf(query: string): string[] {
  const lines = query.split('\n').filter((line) => !line.startsWith('#'));
  return lines.map((line, index) => {
    if (index > 0 && !line.startsWith('| ')) throw new Error(`Not a command: ${line}`);
    return line.replace(/^\| /, '');
  });
}

function run(command: string, rows: Row[]): Row[] {
  const [, verb, rest] = /^(\w+) (.*)$/.exec(command) ?? [];
  switch (verb) {
    case 'filter': {
      const condition = new Parser(rest).whole();
      return rows.filter((row) => condition(row) === true);
    }
    case 'parse': {
      const [, field, source] = /^(\S+) \/(.*)\/$/.exec(rest) ?? [];
      const regex = new RegExp(source);
      return rows.map((row) => ({
        ...row,
        ...regex.exec(String(get(row, field) ?? ''))?.groups,
      }));
    }
    case 'fields': {
      const columns = columnsOf(rest);
      return rows.map((row) => ({
        ...row,
        ...Object.fromEntries(columns.map(({ alias, value }) => [alias, value(row)])),
      }));
    }
    case 'stats':
      return stats(rest, rows);
    case 'sort':
    case 'limit':
      return rows;
    default:
      throw new Error(`Not a command: ${command}`);
  }
}

function stats(text: string, rows: Row[]): Row[] {
  const [aggregates, by] = text.split(' by ');
  const keys = by.split(', ');
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((name) => get(row, name)));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => ({
    ...Object.fromEntries(keys.map((name) => [name, get(group[0], name)])),
    ...Object.fromEntries(aggregates.split(', ').map((aggregate) => aggregateOf(aggregate, group))),
  }));
}

function aggregateOf(text: string, group: Row[]): [string, unknown] {
  const [, name, field, alias] = /^(\w+)\((\S+)\) as (\w+)$/.exec(text) ?? [];
  const latest = [...group].sort((a, b) =>
    String(a['@timestamp']).localeCompare(String(b['@timestamp'])),
  )[group.length - 1];
  if (name === 'count') return [alias, group.length];
  if (name === 'max' && field === '@timestamp') return [alias, latest[field]];
  if (name === 'latest') return [alias, get(latest, field)];
  throw new Error(`Not an aggregate: ${text}`);
}

function columnsOf(text: string): { alias: string; value: Expression }[] {
  const parser = new Parser(text);
  const columns = [];
  do {
    const value = parser.expression();
    parser.take('as');
    columns.push({ alias: parser.take(), value });
  } while (parser.tryTake(','));
  parser.end();
  return columns;
}

function get(row: Row, path: string): unknown {
  return path in row ? row[path] : valueAt(row, path);
}

class Parser {
  private readonly tokens: string[];

  public constructor(private readonly text: string) {
    this.tokens =
      text.match(/"(?:[^"\\]|\\.)*"|\/(?:[^/\\]|\\.)*\/|[@\w][\w.]*|!=|=|[()[\],]/g) ?? [];
    const unread = text.replace(/\s/g, '').length - this.tokens.join('').replace(/\s/g, '').length;
    if (unread !== 0) throw new Error(`Not understood: ${text}`);
  }

  public whole(): Expression {
    const result = this.expression();
    this.end();
    return result;
  }

  public end(): void {
    if (this.tokens.length > 0) throw new Error(`Trailing ${this.tokens.join(' ')}: ${this.text}`);
  }

  public take(expected?: string): string {
    const token = this.tokens.shift();
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`Expected ${expected ?? 'more'}, got ${token}: ${this.text}`);
    }
    return token;
  }

  public tryTake(token: string): boolean {
    if (this.tokens[0] !== token) return false;
    this.tokens.shift();
    return true;
  }

  public expression(): Expression {
    const parts = [this.conjunction()];
    while (this.tryTake('or')) parts.push(this.conjunction());
    return parts.length === 1 ? parts[0] : (row) => parts.some((part) => part(row) === true);
  }

  private conjunction(): Expression {
    const parts = [this.negation()];
    while (this.tryTake('and')) parts.push(this.negation());
    return parts.length === 1 ? parts[0] : (row) => parts.every((part) => part(row) === true);
  }

  private negation(): Expression {
    if (!this.tryTake('not')) return this.comparison();
    const operand = this.negation();
    return (row) => !operand(row);
  }

  private comparison(): Expression {
    const left = this.operand();
    if (this.tryTake('=')) {
      const right = this.operand();
      return (row) => left(row) !== undefined && left(row) === right(row);
    }
    if (this.tryTake('!=')) {
      const right = this.operand();
      return (row) => left(row) !== undefined && left(row) !== right(row);
    }
    if (this.tryTake('like')) {
      const regex = new RegExp(this.take().slice(1, -1));
      return (row) => left(row) !== undefined && regex.test(String(left(row)));
    }
    if (this.tryTake('not')) {
      this.take('in');
      const list = this.list('[', ']');
      return (row) => left(row) !== undefined && list.every((item) => item(row) !== left(row));
    }
    return left;
  }

  private operand(): Expression {
    if (this.tryTake('(')) {
      const inner = this.expression();
      this.take(')');
      return inner;
    }
    const token = this.take();
    if (token.startsWith('"')) return () => JSON.parse(token);
    if (this.tokens[0] === '(') return this.call(token, this.list('(', ')'));
    return (row) => get(row, token) ?? undefined;
  }

  private call(name: string, args: Expression[]): Expression {
    const defined = (row: Row) =>
      args.map((arg) => arg(row)).filter((value) => value !== undefined);
    if (name === 'ispresent') return (row) => defined(row).length === 1;
    if (name === 'coalesce') return (row) => defined(row)[0];
    if (name === 'concat') {
      return (row) => {
        if (defined(row).length < args.length) throw new Error('What concat makes of nothing?');
        return defined(row).join('');
      };
    }
    throw new Error(`Not a function: ${name}`);
  }

  private list(open: string, close: string): Expression[] {
    this.take(open);
    const items = [this.expression()];
    while (this.tryTake(',')) items.push(this.expression());
    this.take(close);
    return items;
  }
}
