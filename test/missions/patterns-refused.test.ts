import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  IrsaPatternRole,
  type IrsaPatternRoleProps,
  PodIdentityAssociation,
  PodIdentitySessionTag,
  SubjectPattern,
} from '../../src';
import { attributesCluster, testStack } from '../fixtures';
import { refusalOf, synthesisErrorOf } from '../refusal';
import { associationsOf } from '../template-views';

const PROVIDERS = SubjectPattern.serviceAccountPrefix('crossplane-system', 'provider-aws-');

function declare(props: Partial<IrsaPatternRoleProps> = {}, stack = testStack()): IrsaPatternRole {
  return new IrsaPatternRole(stack, 'Shared', {
    cluster: props.cluster ?? attributesCluster(stack),
    patterns: [PROVIDERS],
    ...props,
  });
}

describe('a pattern is refused', () => {
  test.each<[string, SubjectPattern, string]>([
    [
      'for every namespace',
      SubjectPattern.namespace('*'),
      "SubjectPattern.namespace: namespace '*' must be one exact name",
    ],
    [
      'for every name of every namespace',
      SubjectPattern.serviceAccountPrefix('*', 'a'),
      "SubjectPattern.serviceAccountPrefix: namespace '*' must be one exact name",
    ],
    ['with an empty prefix of names', SubjectPattern.serviceAccountPrefix('shop', ''), "prefix ''"],
    ['with an empty prefix of namespaces', SubjectPattern.namespacePrefix('', 'web'), "prefix ''"],
    ['with a wildcard as prefix', SubjectPattern.namespacePrefix('*', 'web'), "prefix '*'"],
    [
      'with a wildcard inside a prefix',
      SubjectPattern.serviceAccountPrefix('shop', 'a*b'),
      "prefix 'a*b'",
    ],
    [
      'with a wildcard as name',
      SubjectPattern.namespacePrefix('preview-', '*'),
      "SubjectPattern.namespacePrefix: serviceAccountName '*' must be one exact name",
    ],
    [
      'with a name that Kubernetes does not accept',
      SubjectPattern.namespace('Tenant'),
      "namespace 'Tenant' (6 characters) is not a name that Kubernetes accepts",
    ],
    [
      'where it is longer than any namespace',
      SubjectPattern.namespacePrefix('a'.repeat(64), 'web'),
      'at most 63 characters',
    ],
    [
      'where it is longer than any ServiceAccount',
      SubjectPattern.serviceAccountPrefix('shop', 'a'.repeat(254)),
      'at most 253 characters',
    ],
    [
      'where no ServiceAccount can match it',
      SubjectPattern.serviceAccountPrefix('shop', 'a-.b'),
      "prefix 'a-.b'",
    ],
    [
      'where no namespace can match it',
      SubjectPattern.namespacePrefix('preview.', 'web'),
      "prefix 'preview.'",
    ],
    ['with a capital letter', SubjectPattern.namespacePrefix('Preview', 'web'), "prefix 'Preview'"],
  ])('%s', (_, pattern, said) => {
    const message = refusalOf(() => declare({ patterns: [pattern] }));

    expect(message).toContain(`[Stack/Shared] `);
    expect(message).toContain(said);
  });

  test.each([
    SubjectPattern.serviceAccountPrefix('shop', 'a.b-'),
    SubjectPattern.serviceAccountPrefix('shop', 'a.'),
    SubjectPattern.serviceAccountPrefix('shop', 'a'.repeat(253)),
    SubjectPattern.namespacePrefix('a'.repeat(63), 'web'),
    SubjectPattern.namespacePrefix('1-', 'web'),
  ])('and another one like it accepted', (pattern) => {
    expect(() => declare({ patterns: [pattern] })).not.toThrow();
  });

  test('with permissions that allow everything, and others accepted', () => {
    const allowing = (action: string) => () =>
      declare({
        policyStatements: [new iam.PolicyStatement({ actions: [action], resources: ['*'] })],
      });

    expect(refusalOf(allowing('*'))).toMatch(/^\[Stack\/Shared\] action '\*' in /);
    expect(allowing('s3:ListAllMyBuckets')).not.toThrow();
  });

  test('with permissions that compare session tags, at once or at the end', () => {
    const { policyVariable } = PodIdentitySessionTag.KUBERNETES_NAMESPACE;
    const own = () =>
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [`arn:aws:s3:::tenants/${policyVariable}/*`],
      });
    const said = "'kubernetes-namespace', which is never there: IRSA sets no session tags";
    const stack = testStack();
    declare({}, stack).role.addToPrincipalPolicy(own());

    expect(refusalOf(() => declare({ policyStatements: [own()] }))).toContain(said);
    expect(synthesisErrorOf(() => Template.fromStack(stack))).toContain(said);
  });

  test('where there is none', () => {
    expect(refusalOf(() => declare({ patterns: [] }))).toContain(
      '[Stack/Shared] patterns is empty, so the role would trust nobody',
    );
  });

  test.each(['namespace', 'serviceAccountName'])(
    'as %s of a Pod Identity association, with the way that Pod Identity has',
    (property) => {
      const stack = testStack();
      const cluster = attributesCluster(stack);
      const subject = { namespace: 'tenant-a', serviceAccountName: 'app', [property]: 'app-*' };

      const message = refusalOf(
        () => new PodIdentityAssociation(stack, 'Shared', { cluster, ...subject }),
      );
      expect(message).toContain(`[Stack/Shared] ${property} 'app-*' contains a wildcard`);
      expect(message).toContain(
        'EKS Pod Identity knows no patterns: declare one PodIdentityAssociation for each ServiceAccount, and ' +
          "give all of them the same 'role'",
      );
    },
  );

  test('and the way that Pod Identity has works: several associations on one role', () => {
    const stack = testStack();
    const cluster = attributesCluster(stack);
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    for (const serviceAccountName of ['one', 'two']) {
      new PodIdentityAssociation(stack, serviceAccountName, {
        cluster,
        namespace: 'tenant-a',
        serviceAccountName,
        role,
      });
    }
    const associations = associationsOf(Template.fromStack(stack));

    expect(new Set(associations.map(({ properties }) => properties.RoleArn)).size).toBe(1);
    expect(associations).toHaveLength(2);
  });
});
