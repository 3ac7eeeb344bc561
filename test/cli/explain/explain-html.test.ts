import { createHash } from 'node:crypto';
import { DARK, LIGHT, type Palette } from '../../../src/cli/explain/html/page-colours';
import { fakeWorld, runCli } from '../fake-world';
import {
  association,
  irsaStatement,
  POD_IDENTITY,
  READ,
  type RoleParts,
  role,
  template,
} from './template-parts';

function report(resources: Parameters<typeof template>[0]): string {
  const files = { 'stack.json': template(resources) };
  const { exitCode, out, err } = runCli(
    ['explain', 'stack.json', '--format', 'html'],
    fakeWorld({ files }),
  );
  expect([exitCode, err]).toEqual([0, '']);
  return out;
}

/** The text between two marks, without tags. */
function textAfter(page: string, start: string, end: string): string {
  const from = page.indexOf(start);
  const part = page.slice(from, page.indexOf(end, from));
  return part
    .replace(/<wbr>|<\/?mark>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const trustOf = (parts: RoleParts, more = {}) =>
  textAfter(
    report({ Reader: role(parts), ...more }),
    '<ul class="column fan of-lanes"',
    '<ul class="column fan of-services"',
  );

const servicesOf = (statements: object[]) =>
  textAfter(
    report({ Reader: role({ statements: statements as RoleParts['statements'] }) }),
    '<ul class="column fan of-services"',
    '<div class="details"',
  );

const podIdentity = (equals: object): RoleParts => ({
  trust: [{ ...POD_IDENTITY, Condition: { StringEquals: equals } }],
});

describe('the picture', () => {
  test.each<[string, RoleParts, string]>([
    ['an exact subject', {}, 'logging/ reader IRSA named exactly'],
    [
      'a pattern',
      { subject: 'system:serviceaccount:logging:app-*', operator: 'StringLike' },
      'None by name IRSA Every ServiceAccount like app-* in the namespace logging',
    ],
    ['no condition', { condition: {} }, 'None by name IRSA Every identity'],
    [
      'a Lambda function beside it',
      {
        trust: [
          irsaStatement(),
          {
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      'logging/ reader IRSA named exactly Trust policy The AWS service lambda.amazonaws.com',
    ],
    [
      'a cluster',
      podIdentity({ 'aws:SourceArn': 'arn:aws:eks:eu-west-1:1:cluster/a' }),
      'None by name EKS Pod Identity Every associated ServiceAccount of named clusters',
    ],
    [
      'an account',
      podIdentity({ 'aws:SourceAccount': '111122223333' }),
      'None by name EKS Pod Identity Every associated ServiceAccount of any cluster of the account 111122223333',
    ],
    [
      'a ServiceAccount of any namespace',
      podIdentity({ 'aws:RequestTag/kubernetes-service-account': 'reader' }),
      'None by name EKS Pod Identity The ServiceAccount reader in any namespace of any cluster',
    ],
    [
      'a ServiceAccount of any cluster',
      podIdentity({
        'aws:RequestTag/kubernetes-service-account': 'reader',
        'aws:RequestTag/kubernetes-namespace': 'logging',
      }),
      'None by name EKS Pod Identity named exactly, of any cluster',
    ],
    [
      'a statement that denies',
      {
        trust: [
          irsaStatement(),
          { ...irsaStatement({ subject: 'system:serviceaccount:a:b' }), Effect: 'Deny' },
        ],
      },
      'logging/ reader IRSA named exactly IRSA Denied: The ServiceAccount b in the namespace a',
    ],
  ])('says whom %s lets in', (_, parts, words) => {
    expect(trustOf(parts)).toBe(words);
  });

  test('joins each ServiceAccount with the trust that names it', () => {
    const subject = ['system:serviceaccount:logging:reader', 'system:serviceaccount:log:reader'];
    const trust = [irsaStatement({ subject }), POD_IDENTITY];

    expect(trustOf({ trust }, { A: association() })).toBe(
      'log/ reader logging/ reader IRSA named exactly logging/ reader EKS Pod Identity Every associated ServiceAccount of any cluster',
    );
  });

  test.each<[string, object, string]>([
    ['a bucket', READ, 's3 GetObject reports/*'],
    ['every resource', { ...READ, Resource: '*' }, 's3 GetObject every resource'],
    ['every action', { ...READ, Action: 's3:*' }, 's3 every action reports/*'],
    [
      'everything',
      { ...READ, Action: '*', Resource: '*' },
      'every service every action every resource',
    ],
    ['a denial', { ...READ, Effect: 'Deny', Resource: '*' }, 'Deny s3 GetObject every resource'],
    [
      'a key of the template',
      { ...READ, Resource: { 'Fn::GetAtt': ['Reader', 'Arn'] } },
      's3 GetObject Reader',
    ],
    [
      'a table in this partition',
      {
        ...READ,
        Action: 'dynamodb:GetItem',
        Resource: {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':dynamodb:eu-west-1:1:table/t']],
        },
      },
      'dynamodb GetItem table/t',
    ],
  ])('names %s', (_, statement, words) => {
    expect(servicesOf([statement])).toBe(words);
  });

  test('shows as many services as can be taken in', () => {
    const services = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const statements = (names: string[]) => names.map((s) => ({ ...READ, Action: `${s}:Get` }));

    expect(servicesOf(statements(services))).toMatch(
      / f Get reports\/\* and 2 more, in the details$/,
    );
    expect(servicesOf(statements(services.slice(0, 7)))).toMatch(/ g Get reports\/\*$/);
  });
});

test('a target role and a session policy are named', () => {
  const page = report({
    Reader: role({ trust: [POD_IDENTITY] }),
    A: association({
      TargetRoleArn: 'arn:aws:iam::444455556666:role/data',
      Policy: '{"Version":"2012-10-17","Statement":[]}',
    }),
  });

  expect(
    textAfter(page, '<ul class="column fan of-lanes"', '<ul class="column fan of-services"'),
  ).toMatch(/^logging\/ reader session policy target role EKS/);
  expect(textAfter(page, '<table class="accounts"', '</table>')).toContain(
    'EKS Pod Identity, as the target role arn:aws:iam::444455556666:role/data, limited by a session policy',
  );
});

test('a role that the template hands out and does not make is drawn as not known', () => {
  const page = report({ A: association({ RoleArn: 'arn:aws:iam::111122223333:role/theirs' }) });

  expect(textAfter(page, '<div class="picture"', '<div class="details"')).toBe(
    'arn:aws:iam::111122223333:role/theirs logging/ reader Trust policy The role is not in these templates: whom it trusts and what it may do cannot be told Nothing in these templates',
  );
});

test('findings about no role stand below the roles', () => {
  const other = association({ RoleArn: 'arn:aws:iam::111122223333:role/other' });
  const page = report({
    Reader: role({ trust: [POD_IDENTITY] }),
    A: association(),
    B: other,
  });

  expect(textAfter(page, '<section id="others"', '</section>')).toMatch(
    /^Findings beside the roles (?:error|warning) association-duplicate at stack\/[AB]/,
  );
});

test('a report of no roles says so', () => {
  expect(report({ Bucket: { Type: 'AWS::S3::Bucket' } })).toContain(
    'There is no role here that pods can take.',
  );
});

describe('hostile names', () => {
  const evil =
    '</script><img src=x onerror=alert(1)>"\'`</style><!--{{alert(1)}}\u202e\u001b[31m&lt;';
  const page = report({
    Reader: role({
      subject: `system:serviceaccount:${evil}:${evil}`,
      statements: [
        {
          ...READ,
          Action: [`${evil}:Get`],
          Resource: [evil],
          Condition: { StringEquals: { [evil]: evil } },
        },
      ],
      managed: [evil],
      boundary: evil,
    }),
    [evil]: association({ ServiceAccount: evil, Namespace: evil, ClusterName: evil }),
  });

  test('are text everywhere', () => {
    expect(page).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;');
    for (const bad of ['<img', '</style><!', '\u202e', '\u001b']) expect(page).not.toContain(bad);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/<\/script/g)).toHaveLength(1);
    expect(page).toContain('\\u202e');
  });

  test('cannot leave an attribute', () => {
    const tags = page
      .slice(page.indexOf('<body>'), page.lastIndexOf('<script>'))
      .match(/<[a-z][^>]*>/g);

    for (const tag of tags ?? []) {
      expect(tag).toMatch(/^<[a-z0-9]+(?: [a-z-]+(?:="[^"'`<>]*")?)*>$/);
      expect(tag).not.toContain('onerror=alert');
    }
    expect(tags?.length).toBeGreaterThan(50);
  });
});

describe('the file', () => {
  const page = report({ Reader: role() });
  const inside = (tag: string) =>
    new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] as string;

  test('allows its own style and script, and nothing else', () => {
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const hash = (tag: string) =>
      `&#39;sha256-${createHash('sha256').update(inside(tag)).digest('base64')}&#39;`;

    expect(policy.split('; ')).toEqual([
      'default-src &#39;none&#39;',
      `style-src ${hash('style')}`,
      `script-src ${hash('script')}`,
      'base-uri &#39;none&#39;',
      'form-action &#39;none&#39;',
    ]);
  });

  test('names no address and has no styles or handlers in tags', () => {
    expect(page).not.toMatch(/https?:|url\(|@import|\bsrc=|\shref="(?!#)|\sstyle=|\son[a-z]+=/);
  });
});

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s colours', (_, palette: Palette) => {
  test.each<[keyof Palette, keyof Palette]>([
    ['ink', 'paper'],
    ['ink', 'card'],
    ['soft', 'paper'],
    ['soft', 'card'],
    ['soft', 'error-paper'],
    ['soft', 'warning-paper'],
    ['soft', 'info-paper'],
    ['accent', 'card'],
    ['error', 'card'],
    ['error', 'error-paper'],
    ['warning', 'paper'],
    ['warning', 'card'],
    ['warning', 'warning-paper'],
    ['info', 'info-paper'],
  ])('can be read: %s on %s', (ink, paper) => {
    expect(contrast(palette[ink], palette[paper])).toBeGreaterThanOrEqual(4.5);
  });
});

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
