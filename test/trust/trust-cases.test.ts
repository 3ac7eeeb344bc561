import type { PolicyView } from '../template-views';
import { admittedBy, TRUST_CASES, type TrustForm, trustOfCase } from './trust-case';

const FORMS: TrustForm[] = ['object', 'string'];

describe.each(TRUST_CASES)('the trust of $file', (trustCase) => {
  test.each(FORMS)('in its %s form admits its own callers, and nobody else', (form) => {
    expect(admittedBy(trustOfCase(trustCase, form), trustCase)).toEqual(
      trustCase.admitted.map(({ why }) => why),
    );
  });

  test('is the same in both forms', () => {
    expect(trustOfCase(trustCase, 'string')).toEqual(trustOfCase(trustCase, 'object'));
  });
});

type Mutation = (document: PolicyView) => PolicyView;

const eachStatement =
  (change: (statement: any) => any): Mutation =>
  (document) => ({ ...document, Statement: document.Statement.map(change) });

const asText =
  (change: (json: string) => string): Mutation =>
  (document) =>
    JSON.parse(change(JSON.stringify(document)));

/** Without the condition keys that end in the given text. */
const without = (ending: string) =>
  eachStatement((statement) => ({
    ...statement,
    Condition: Object.fromEntries(
      Object.entries<object>(statement.Condition ?? {}).map(([operator, keys]) => [
        operator,
        Object.fromEntries(Object.entries(keys).filter(([key]) => !key.endsWith(ending))),
      ]),
    ),
  }));

const loosened = (pattern: RegExp, by: string) =>
  asText((json) => json.replaceAll('"StringEquals"', '"StringLike"').replace(pattern, by));

const MUTATIONS: [string, Mutation, string[]][] = [
  [
    'sub is dropped',
    without(':sub'),
    ['irsa', 'irsa-two-clusters', 'irsa-dotted-name', 'dual', 'pattern'],
  ],
  [
    'aud is dropped',
    without(':aud'),
    ['irsa', 'irsa-audience', 'irsa-two-clusters', 'dual', 'pattern'],
  ],
  [
    'sub is a wildcard',
    loosened(/system:serviceaccount:[^"]+/g, 'system:serviceaccount:*:*'),
    ['irsa', 'irsa-two-clusters', 'irsa-dotted-name', 'dual', 'pattern'],
  ],
  ['sub ends in a wildcard', loosened(/(system:serviceaccount:[^"]+)/g, '$1*'), ['irsa']],
  ['a name in sub is a wildcard', loosened(/:reader"/g, ':*"'), ['irsa', 'irsa-two-clusters']],
  ['a namespace in sub is a wildcard', loosened(/:logging:/g, ':*:'), ['irsa']],
  [
    'the dot in a name is any character',
    loosened(/s3\.reader/g, 's3?reader'),
    ['irsa-dotted-name'],
  ],
  [
    'an exact name becomes a pattern',
    asText((json) => json.replaceAll('"StringLike"', '"StringEquals"')),
    ['pattern'],
  ],
  [
    'the issuer is another',
    asText((json) =>
      json.replaceAll('0123456789ABCDEF0123456789ABCDEF', 'FEDCBA9876543210FEDCBA9876543210'),
    ),
    ['irsa', 'irsa-audience', 'irsa-two-clusters', 'dual', 'pattern'],
  ],
  [
    'the issuer is another in the condition keys alone',
    asText((json) => json.replace(/[0-9A-F]{32}(?=:)/g, '0'.repeat(32))),
    ['irsa', 'irsa-audience', 'irsa-two-clusters', 'dual', 'pattern'],
  ],
  [
    'the issuer keeps its scheme in the condition keys',
    asText((json) => json.replace(/"(oidc\.[^"]+:(?:sub|aud))"/g, '"https://$1"')),
    ['irsa', 'irsa-audience', 'dual', 'pattern'],
  ],
  [
    'the provider is of any account',
    eachStatement((statement) => ({ ...statement, Principal: '*' })),
    ['irsa'],
  ],
  [
    'the audience is the default',
    asText((json) => json.replaceAll('vault.example.com', 'sts.amazonaws.com')),
    ['irsa-audience'],
  ],
  [
    'the second cluster is left out',
    (document) => ({ ...document, Statement: document.Statement.slice(0, 1) }),
    ['irsa-two-clusters', 'dual'],
  ],
  [
    'the tag of the cluster is dropped',
    without('/eks-cluster-arn'),
    ['pod-identity', 'pod-identity-two-clusters', 'dual'],
  ],
  [
    'the tag of the namespace is dropped',
    without('/kubernetes-namespace'),
    ['pod-identity', 'pod-identity-two-clusters', 'dual'],
  ],
  [
    'the tag of the ServiceAccount is dropped',
    without('/kubernetes-service-account'),
    ['pod-identity', 'pod-identity-two-clusters', 'dual'],
  ],
  [
    'the tags are those of a principal',
    asText((json) => json.replaceAll('aws:RequestTag', 'aws:PrincipalTag')),
    ['pod-identity', 'pod-identity-two-clusters', 'dual'],
  ],
  [
    'a tag may be missing',
    asText((json) => json.replaceAll('"StringEquals"', '"StringEqualsIfExists"')),
    ['pod-identity'],
  ],
  [
    'the cluster is named by a pattern',
    loosened(/cluster\/prod/g, 'cluster/*'),
    ['pod-identity', 'pod-identity-two-clusters', 'dual'],
  ],
  [
    'sts:TagSession is dropped',
    asText((json) => json.replaceAll(',"sts:TagSession"', '')),
    [
      'pod-identity',
      'pod-identity-cluster-tags',
      'pod-identity-account',
      'pod-identity-none',
      'dual',
    ],
  ],
  [
    'the source ARN is dropped',
    without('aws:SourceArn'),
    ['pod-identity-cluster', 'pod-identity-cluster-tags'],
  ],
  [
    'the source ARN is that of an association',
    asText((json) => json.replaceAll(':cluster/', ':podidentityassociation/')),
    ['pod-identity-cluster', 'pod-identity-cluster-tags'],
  ],
  ['the source account is dropped', without('aws:SourceAccount'), ['pod-identity-account']],
  [
    'the service is another',
    asText((json) => json.replaceAll('pods.eks.amazonaws.com', 'eks.amazonaws.com')),
    ['pod-identity', 'pod-identity-cluster', 'pod-identity-account', 'pod-identity-none', 'dual'],
  ],
];

describe.each(MUTATIONS)('where %s', (_, mutate, files) => {
  test.each(files)('a verdict of %s changes', (file) => {
    const trustCase = TRUST_CASES.find((one) => one.file === file) as (typeof TRUST_CASES)[0];
    const document = trustOfCase(trustCase, 'object');
    const mutated = mutate(document);

    expect(mutated).not.toEqual(document);
    expect(admittedBy(mutated, trustCase)).not.toEqual(admittedBy(document, trustCase));
  });
});

test('every case is the target of a mutation', () => {
  const targets = new Set(MUTATIONS.flatMap(([, , files]) => files));

  expect(TRUST_CASES.map(({ file }) => file).filter((file) => !targets.has(file))).toEqual([]);
});
