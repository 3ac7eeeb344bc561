import { parseJson, parseYaml, readManifests, readTemplate } from '../../src/cli/read-document';
import { fakeWorld } from './fake-world';

const SECONDS = 20_000;

function template(text: string): unknown {
  return readTemplate(fakeWorld({ files: { 'a.yaml': text } }), 'a.yaml');
}

function nestedFlow(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

test('reads the short tags of CloudFormation', () => {
  expect(
    template(
      [
        'Resources:',
        '  A:',
        '    Arn: !GetAtt Role.Arn',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
        '    Name: !Sub "${AWS::StackName}-x"',
        '    List: !Join ["", [a, !Ref B]]',
        '    Deep: !If',
        '      - Yes',
        '      - !Sub',
        '        - x',
        '        - { v: !Ref Y }',
        '      - !Ref AWS::NoValue',
      ].join('\n'),
    ),
  ).toEqual({
    Resources: {
      A: {
        Arn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
        Name: { 'Fn::Sub': '${AWS::StackName}-x' },
        List: { 'Fn::Join': ['', ['a', { Ref: 'B' }]] },
        Deep: {
          'Fn::If': ['Yes', { 'Fn::Sub': ['x', { v: { Ref: 'Y' } }] }, { Ref: 'AWS::NoValue' }],
        },
      },
    },
  });
});

test('takes Lists apart, passes over empty documents and expands merge keys', () => {
  const files = {
    'm.yaml':
      '---\n---\nkind: List\nitems: [{kind: Pod}, {kind: Job}]\n---\na: &a {x: 1}\nb: {<<: *a}\n',
  };

  expect(readManifests(fakeWorld({ files }), 'm.yaml')).toEqual([
    { kind: 'Pod' },
    { kind: 'Job' },
    { a: { x: 1 }, b: { x: 1 } },
  ]);
});

describe('broken input', () => {
  test('names the place, never the content', () => {
    expect(() => parseJson('{\n  "password": hunter2\n}', 't.json')).toThrow(/^t.json is not JSON/);
    expect(() => parseJson('{\n  "password": hunter2\n}', 't.json')).not.toThrow(/hunter2/);
    expect(() => parseYaml('a: [hunter2\nb: "', 't.yaml')).toThrow(
      /^t.yaml is not YAML \(line 2, column 1/,
    );
    expect(() => parseYaml('a: [hunter2\nb: "', 't.yaml')).not.toThrow(/hunter2/);
  });

  test('a template is one document', () => {
    expect(() => template('a: 1\n---\nb: 1\n')).toThrow('a.yaml does not hold one document');
  });
});

describe('nesting', () => {
  test.each([
    ['JSON', (depth: number) => parseJson(nestedFlow(depth), 'f')],
    ['YAML in flow style', (depth: number) => parseYaml(nestedFlow(depth), 'f')],
    ['YAML in block style', (depth: number) => parseYaml(`${'- '.repeat(depth)}a`, 'f')],
  ])('%s may be 150 levels deep, not 1,000', (_, parse) => {
    expect(parse(150)).toBeDefined();
    expect(() => parse(1_000)).toThrow('f is nested more than 200 levels deep');
  });

  test(
    'hundreds of thousands of brackets are refused, and soon',
    () => {
      expect(() => parseJson(nestedFlow(200_000), 'f')).toThrow(/nested more than/);
      expect(() => parseYaml('['.repeat(50_000), 'f')).toThrow(/nested more than|is not YAML/);
      expect(() => parseYaml('- '.repeat(200_000), 'f')).toThrow(/nested|indented/);
    },
    SECONDS,
  );
});

describe('aliases', () => {
  test('are expanded where they are few', () => {
    expect(parseYaml('a: &a [x]\nb: *a\n', 'f')).toEqual([{ a: ['x'], b: ['x'] }]);
  });

  test('that multiply are refused', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 10; i++)
      bomb.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );

    expect(() => parseYaml(bomb.join('\n'), 'f')).toThrow(
      'f has YAML aliases that expand to too much',
    );
  });

  test('that hold themselves are refused', () => {
    expect(() => parseYaml('a: &a [*a]', 'f')).toThrow(/nested more than|aliases/);
  });
});

describe('size', () => {
  test('a file over the limit is refused before it is parsed', () => {
    const files = { 'big.json': `{"Resources": {"A": "${'x'.repeat(17 * 1024 * 1024)}"}}` };

    expect(() => readTemplate(fakeWorld({ files }), 'big.json')).toThrow('big.json is too large');
  });

  test(
    'a template of 10 MB in JSON is read',
    () => {
      const files = { 'a.json': `{"Resources": {"A": "${'x'.repeat(10 * 1024 * 1024)}"}}` };

      expect(readTemplate(fakeWorld({ files }), 'a.json')).toHaveProperty('Resources.A');
    },
    SECONDS,
  );

  test(
    'many keys take no quadratic time',
    () => {
      const text = Array.from({ length: 50_000 }, (_, i) => `k${i}: v`).join('\n');

      expect(Object.keys(parseYaml(text, 'f')[0] as object)).toHaveLength(50_000);
    },
    SECONDS,
  );
});

test('a key named __proto__ is a key', () => {
  const [value] = parseYaml('__proto__: {polluted: true}\n', 'f');

  expect(Object.keys(value as object)).toEqual(['__proto__']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
