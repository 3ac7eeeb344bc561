import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { collectConstructs } from '../../../src/checks/collect-constructs';
import type { Facts } from '../../../src/checks/facts';
import type { Outcome, Rule } from '../../../src/checks/rule';

type Json = Record<string, unknown>;

/** What a role of a test may do, as a template says it. */
export interface Permissions {
  readonly statements?: readonly Json[];
  readonly managedPolicyArns?: readonly string[];
}

const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;
const CLAIMS = {
  StringEquals: {
    [`${ISSUER}:sub`]: 'system:serviceaccount:logging:reader',
    [`${ISSUER}:aud`]: 'sts.amazonaws.com',
  },
};

const document = (...Statement: Json[]): Json => ({ Version: '2012-10-17', Statement });

const POD_TRUST = document({
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
});

export type RoleForm = (stack: Stack, permissions: Permissions) => void;

const l1 =
  (trust: Json): RoleForm =>
  (stack, { statements, managedPolicyArns }) => {
    new iam.CfnRole(stack, 'Role', {
      assumeRolePolicyDocument: trust,
      managedPolicyArns: managedPolicyArns && [...managedPolicyArns],
      policies: statements && [{ policyName: 'Inline', policyDocument: document(...statements) }],
    });
  };

/** `AWS::IAM::Role` for Pod Identity with its policies inline. */
export const l1PodIdentity = l1(POD_TRUST);

/** `AWS::IAM::Role` for IRSA with its trust as a JSON string, and an `AWS::IAM::Policy`. */
export const l1Irsa: RoleForm = (stack, { statements, managedPolicyArns }) => {
  const trust = document({
    Effect: 'Allow',
    Principal: { Federated: `arn:\${AWS::Partition}:iam::111122223333:oidc-provider/ISSUER` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: CLAIMS,
  });
  const role = new iam.CfnRole(stack, 'Role', {
    assumeRolePolicyDocument: Fn.sub(JSON.stringify(trust).replace('ISSUER', ISSUER)),
    managedPolicyArns: managedPolicyArns && [...managedPolicyArns],
  });
  if (!statements) return;
  new iam.CfnPolicy(stack, 'Policy', {
    policyName: 'Separate',
    policyDocument: document(...statements),
    roles: [role.ref],
  });
};

const l2 =
  (assumedBy: () => iam.IPrincipal): RoleForm =>
  (stack, { statements = [], managedPolicyArns = [] }) => {
    const role = new iam.Role(stack, 'Role', { assumedBy: assumedBy() });
    for (const statement of statements) {
      role.addToPolicy(iam.PolicyStatement.fromJson(statement));
    }
    managedPolicyArns.forEach((arn, at) => {
      role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(stack, `Managed${at}`, arn));
    });
  };

export const l2PodIdentity = l2(() => new iam.ServicePrincipal('pods.eks.amazonaws.com'));
export const l2Irsa = l2(
  () => new iam.FederatedPrincipal(PROVIDER, CLAIMS, 'sts:AssumeRoleWithWebIdentity'),
);

const l1Lambda = l1(
  document({
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  }),
);
const l2Lambda = l2(() => new iam.ServicePrincipal('lambda.amazonaws.com'));

/** Roles that no pod can take. */
export const OTHER_ROLE_FORMS: [string, RoleForm][] = [
  ['an AWS::IAM::Role for Lambda', l1Lambda],
  ['an iam.Role for Lambda', l2Lambda],
];

export const ROLE_FORMS: [string, RoleForm][] = [
  ['an AWS::IAM::Role for Pod Identity', l1PodIdentity],
  ['an AWS::IAM::Role for IRSA with a string for its trust', l1Irsa],
  ['an iam.Role for Pod Identity', l2PodIdentity],
  ['an iam.Role for IRSA', l2Irsa],
];

export function factsOf(build: (stack: Stack) => void, context: Json = {}): Facts {
  const app = new App({ context });
  const stack = new Stack(app, 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
  build(stack);
  return collectConstructs(app);
}

/** A text that is only known at deployment. */
export const parameter = (stack: Stack): string =>
  new CfnParameter(stack, 'Parameter').valueAsString;

export function outcomes(rule: Rule, facts: Facts): Pick<Outcome, 'result' | 'message'>[] {
  return rule.check(facts).map(({ result, message }) => ({ result, message }));
}

/** The one outcome for the one role of an app. */
export function outcome(
  rule: Rule,
  form: RoleForm,
  permissions: Permissions | ((stack: Stack) => Permissions),
  context?: Json,
): Pick<Outcome, 'result' | 'message' | 'severity'> {
  const facts = factsOf((stack) => {
    form(stack, typeof permissions === 'function' ? permissions(stack) : permissions);
  }, context);
  const [only, ...others] = rule.check(facts);
  expect(others).toEqual([]);
  const { result, message, severity } = only;
  return { result, ...(message && { message }), ...(severity && { severity }) };
}

export const allow = (Action: unknown, Resource: unknown = '*', more: Json = {}): Json => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
