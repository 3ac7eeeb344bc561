import {
  can,
  document,
  irsaTrust,
  type Json,
  OBJECT,
  POD_TRUST,
  podIdentity,
  QUEUE,
  READ,
  read,
  role,
} from './can-run';

describe('what narrows', () => {
  test('is the permissions boundary in the template', () => {
    const bounded = (statement: Json) => ({
      ...podIdentity([READ], { PermissionsBoundary: { Ref: 'Boundary' } }),
      Boundary: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: document(statement) },
      },
    });
    const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' });

    expect(read(bounded(allow('s3:*'))).exitCode).toBe(0);
    expect(read(bounded(allow('sqs:*'))).out).toContain('The permissions boundary: no statement');
  });

  test('is a permissions boundary elsewhere, of which nothing is known', () => {
    const PermissionsBoundary = 'arn:aws:iam::111122223333:policy/boundary';
    const { out } = read(podIdentity([READ], { PermissionsBoundary }));

    expect(out).toMatch(/^cannot tell /m);
    expect(out).toContain(PermissionsBoundary);
  });

  test('is the session policy of the association', () => {
    const session = (Action: string) => ({
      DisableSessionTags: true,
      Policy: JSON.stringify(document({ Effect: 'Allow', Action, Resource: '*' })),
    });

    expect(read(podIdentity([READ], {}, session('s3:Get*'))).exitCode).toBe(0);
    const { out } = read(podIdentity([READ], {}, session('sqs:*')));
    expect(out).toContain('The session policy: no statement allows it');
    expect(out).toContain('The simulator of AWS does not know the session policy:');
  });
});

describe('what the identity says of the request', () => {
  const byNamespace = {
    ...READ,
    Resource: `arn:aws:s3:::\${aws:PrincipalTag/kubernetes-namespace}-reports/*`,
  };
  const ask = (resources: Json, resource: string) =>
    can(resources, 'logging/reader', 's3:GetObject', resource);

  test('is the session tags of Pod Identity', () => {
    expect(ask(podIdentity([byNamespace]), 'arn:aws:s3:::logging-reports/a').exitCode).toBe(0);
    expect(ask(podIdentity([byNamespace]), 'arn:aws:s3:::billing-reports/a').out).toMatch(
      /^denied/m,
    );
  });

  test('is nothing about session tags that are off', () => {
    const resources = podIdentity([byNamespace], {}, { DisableSessionTags: true });

    expect(ask(resources, 'arn:aws:s3:::logging-reports/a').out).toMatch(/^depends /m);
  });
});

describe('whose role it is', () => {
  const irsa = { Role: role(irsaTrust('system:serviceaccount:logging:reader'), [READ]) };

  test('is found by the trust policy of IRSA', () => {
    expect(read(irsa).out).toMatch(/^allowed +t\/Role \(IRSA\)$/m);
  });

  test('is the target role of an association', () => {
    const resources = {
      ...podIdentity([], {}, { TargetRoleArn: { 'Fn::GetAtt': ['Target', 'Arn'] } }),
      Target: role(
        document({
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
        }),
        [READ],
      ),
    };

    expect(read(resources).out).toMatch(/^allowed +t\/Target /m);
  });

  test('is both roles where both mechanisms are set up', () => {
    const { exitCode, out } = read({
      ...podIdentity([]),
      Irsa: role(irsaTrust('system:serviceaccount:logging:reader'), [READ]),
    });

    expect(exitCode).toBe(1);
    expect(out).toMatch(/^denied +t\/Role \(EKS Pod Identity\)$/m);
    expect(out).toMatch(/^allowed +t\/Irsa \(IRSA\)$/m);
    expect(out).toContain('new pods get the role of EKS Pod Identity');
  });

  test('is not a role that trusts another ServiceAccount', () => {
    const other = { Role: role(irsaTrust('system:serviceaccount:logging:readers'), [READ]) };

    expect(() => read(other)).toThrow('they know logging/readers');
  });

  test('is a role that no template makes', () => {
    const RoleArn = 'arn:aws:iam::111122223333:role/elsewhere';
    const { out } = read(podIdentity([READ], {}, { RoleArn }));

    expect(out).toMatch(/^cannot tell +arn:aws:iam::111122223333:role\/elsewhere/m);
  });

  test('is an error that names the ServiceAccounts that have one', () => {
    expect(() => can(irsa, 'logging/writer', 's3:GetObject', OBJECT)).toThrow(
      'the templates give logging/writer no role; they know logging/reader',
    );
  });
});

describe('across accounts', () => {
  const send = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' };
  const ask = (...options: string[]) =>
    can(podIdentity([send]), 'logging/reader', 'sqs:SendMessage', QUEUE, ...options);

  test('it is never plain allowed', () => {
    const { exitCode, out } = ask('--account', '999988887777');

    expect(exitCode).toBe(1);
    expect(out).toMatch(/^depends /m);
    expect(out).toContain('The resource is in account 111122223333, the role in 999988887777');
  });

  test('conditions and the other account are both named', () => {
    const guarded = { ...send, Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
    const { out } = can(
      podIdentity([guarded]),
      ...['logging/reader', 'sqs:SendMessage', QUEUE, '--account', '999988887777'],
    );

    expect(out).toContain('It depends on aws:SecureTransport');
    expect(out).toContain('The resource is in account 111122223333');
  });

  test('what is denied here is denied', () => {
    const { out } = can(
      podIdentity([]),
      ...['logging/reader', 'sqs:SendMessage', QUEUE, '--account', '999988887777'],
    );

    expect(out).toMatch(/^denied /m);
  });

  test('it depends where the account of the role is not known', () => {
    expect(ask().out).toContain('--account says which account the role is in');
  });

  test('it is allowed within the account', () => {
    const { exitCode, out } = ask('--account', '111122223333');

    expect(exitCode).toBe(0);
    expect(out).not.toContain('must allow it too');
  });

  test('the ARN of a bucket does not say whose it is, and the answer says so', () => {
    const BUCKET = "If the bucket is another account's, a policy of the bucket must allow it too.";

    expect(read(podIdentity([READ])).exitCode).toBe(0);
    expect(read(podIdentity([READ])).out).toContain(BUCKET);
    expect(read(podIdentity([])).out).not.toContain(BUCKET);
  });
});

describe('another role', () => {
  const TARGET = 'arn:aws:iam::111122223333:role/target';
  const assume = (action: string) =>
    can(
      podIdentity([{ Effect: 'Allow', Action: ['sts:*', 'iam:PassRole'], Resource: TARGET }]),
      ...['logging/reader', action, TARGET, '--account', '111122223333'],
    );

  test.each(['sts:AssumeRole', 'sts:TagSession'])('must trust the pods for %s', (action) => {
    const { exitCode, out } = assume(action);

    expect(exitCode).toBe(1);
    expect(out).toMatch(/^depends /m);
    expect(out).toContain(`The trust policy of ${TARGET} must allow it too.`);
  });

  test('is passed without its trust', () => {
    expect(assume('iam:PassRole').exitCode).toBe(0);
  });
});

describe('a role that does not trust the pods', () => {
  const manifest = (role: string) => ({
    ServiceAccount: {
      Type: 'Custom::AWSCDK-EKS-KubernetesResource',
      Properties: {
        ClusterName: 'prod',
        Manifest: JSON.stringify([
          {
            kind: 'ServiceAccount',
            metadata: {
              name: 'reader',
              namespace: 'logging',
              annotations: { 'eks.amazonaws.com/role-arn': role },
            },
          },
        ]),
      },
    },
  });
  const ARN = 'arn:aws:iam::111122223333:role/reader';
  const annotated = (trust: unknown) =>
    read(
      { Role: role(trust as Json, [READ], { RoleName: 'reader' }), ...manifest(ARN) },
      ...['--account', '111122223333'],
    );
  const REFUSED = "The role's trust policy does not let these pods take it.";

  test('is of no use by IRSA', () => {
    const named = annotated(irsaTrust('system:serviceaccount:logging:reader'));
    const other = annotated(irsaTrust('system:serviceaccount:logging:writer'));

    expect(named.exitCode).toBe(0);
    expect(other.exitCode).toBe(1);
    expect(other.out).toMatch(/^denied /m);
    expect(other.out).toContain(REFUSED);
    expect(other.out).not.toContain('A policy of a resource in the same account');
    expect(annotated(POD_TRUST).out).toContain(REFUSED);
  });

  test('is judged where the trust policy cannot be read', () => {
    expect(annotated({ Ref: 'Trust' }).exitCode).toBe(0);
  });

  test('is of no use by EKS Pod Identity', () => {
    const resources = podIdentity([READ]);
    const trust = irsaTrust('system:serviceaccount:logging:reader');
    const { out } = read({ Association: resources.Association, Role: role(trust, [READ]) });

    expect(out).toMatch(/^denied +t\/Role \(EKS Pod Identity\)$/m);
    expect(out).toContain(REFUSED);
  });
});
