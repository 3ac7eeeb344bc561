import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { collectConstructs } from '../../src/checks/collect-constructs';
import type { Facts } from '../../src/checks/facts';
import type { Outcome, Rule } from '../../src/checks/rule';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const ISSUER = `oidc.eks.${REGION}.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE`;

export type Statement = Record<string, unknown>;

export function testStack(context?: Record<string, unknown>): Stack {
  return new Stack(new App({ context }), 'App', { env: { account: ACCOUNT, region: REGION } });
}

export function providerArn(issuer: string, account = ACCOUNT): string {
  return `arn:aws:iam::${account}:oidc-provider/${issuer}`;
}

/** An IRSA statement as AWS documents it, with other conditions or another issuer. */
export function tokenStatement(
  condition: Record<string, unknown> | undefined,
  issuer = ISSUER,
  account = ACCOUNT,
): Statement {
  return {
    Effect: 'Allow',
    Principal: { Federated: providerArn(issuer, account) },
    Action: 'sts:AssumeRoleWithWebIdentity',
    ...(condition && { Condition: condition }),
  };
}

export function goodStatement(issuer = ISSUER, subject = 'logging:reader'): Statement {
  return tokenStatement(
    {
      StringEquals: {
        [`${issuer}:aud`]: 'sts.amazonaws.com',
        [`${issuer}:sub`]: `system:serviceaccount:${subject}`,
      },
    },
    issuer,
  );
}

export function podStatement(
  condition?: Record<string, unknown>,
  actions: string[] = ['sts:AssumeRole', 'sts:TagSession'],
): Statement {
  return {
    Effect: 'Allow',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: actions,
    ...(condition && { Condition: condition }),
  };
}

const ALL_TAGS = {
  'aws:RequestTag/eks-cluster-arn': `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/prod`,
  'aws:RequestTag/kubernetes-namespace': 'logging',
  'aws:RequestTag/kubernetes-service-account': 'reader',
};

export const GOOD_POD = podStatement({ StringEquals: ALL_TAGS });

export const GITHUB = tokenStatement(
  {
    'ForAllValues:StringLikeIfExists': {
      'https://token.actions.githubusercontent.com/:sub': 'repo:acme/*',
    },
    StringEquals: { 'token.actions.githubusercontent.com:sub': 'repo:acme/*' },
  },
  'token.actions.githubusercontent.com',
  '444455556666',
);

/** A GitLab of one's own: only its subjects tell that it is no cluster. */
export const GITLAB = tokenStatement(
  { StringLike: { 'gitlab.example.com:sub': 'project_path:acme/*:ref_type:branch:ref:main' } },
  'gitlab.example.com',
);

export const LAMBDA: Statement = {
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
};

type RoleForm = (stack: Stack, statements: Statement[]) => void;

const document = (statements: Statement[]) => ({ Version: '2012-10-17', Statement: statements });

// CfnRole refuses a literal string, but included templates may have one.
function rawRole(stack: Stack, trust: unknown): void {
  new CfnResource(stack, 'Role', {
    type: 'AWS::IAM::Role',
    properties: { AssumeRolePolicyDocument: trust },
  });
}

/** The ways in which an app can write one and the same trust policy. */
export const TRUST_FORMS: Record<string, RoleForm> = {
  'a CfnRole': (stack, statements) => {
    new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: document(statements) });
  },
  'a JSON string': (stack, statements) => {
    rawRole(stack, JSON.stringify(document(statements)));
  },
  'Fn::Sub over a JSON string': (stack, statements) => {
    // The account in the ARNs becomes a variable; what IAM reads as a variable is escaped.
    const text = JSON.stringify(document(statements))
      .replaceAll('${', '${!')
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Fn::Sub
      .replaceAll(`:${ACCOUNT}:`, ':${Account}:');
    rawRole(stack, { 'Fn::Sub': [text, { Account: { Ref: 'AWS::AccountId' } }] });
  },
  'an iam.Role': (stack, statements) => {
    const role = new iam.Role(stack, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    role.assumeRolePolicy?.addStatements(...statements.map(iam.PolicyStatement.fromJson));
  },
};

export const FORM_NAMES = Object.keys(TRUST_FORMS);

/** What a rule says about the role of a stack that has this trust policy. */
export function outcomesOnTrust(rule: Rule, form: string, statements: Statement[]): Outcome[] {
  const stack = testStack();
  TRUST_FORMS[form](stack, statements);
  return rule.check(collectConstructs(stack));
}

/** The one result of several outcomes: a failure, else doubt, else what the others say. */
export function resultOf(outcomes: Outcome[]): Outcome['result'] | undefined {
  const results = outcomes.map(({ result }) => result);
  return (['fail', 'cannot-tell', 'pass', 'not-applicable'] as const).find((result) =>
    results.includes(result),
  );
}

export function factsOf(build: (stack: Stack) => void, context?: Record<string, unknown>): Facts {
  const stack = testStack(context);
  build(stack);
  return collectConstructs(stack.node.root);
}
