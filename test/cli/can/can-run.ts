import { parseArgs } from 'node:util';
import { canCommand } from '../../../src/cli/can/can-command';
import { printPage } from '../../../src/cli/print';
import { fakeWorld } from '../fake-world';

export type Json = Record<string, unknown>;

export const OBJECT = 'arn:aws:s3:::reports/2026/a.csv';
export const SPACED = `${OBJECT} with more words in its key than there is room for in one line`;
export const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:jobs';
export const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

export const document = (...Statement: Json[]): Json => ({ Version: '2012-10-17', Statement });

export const POD_TRUST = document({
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
});

export const irsaTrust = (subject: string): Json =>
  document({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${ISSUER}:sub`]: subject, [`${ISSUER}:aud`]: 'sts.amazonaws.com' },
    },
  });

export const role = (trust: Json, statements: Json[], more: Json = {}): Json => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: trust,
    Policies: [{ PolicyName: 'Read', PolicyDocument: document(...statements) }],
    ...more,
  },
});

export const association = (more: Json = {}): Json => ({
  Type: 'AWS::EKS::PodIdentityAssociation',
  Properties: {
    ClusterName: 'prod',
    Namespace: 'logging',
    ServiceAccount: 'reader',
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    ...more,
  },
});

export const READ: Json = {
  Sid: 'ReadReports',
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::reports/*` },
};

export const podIdentity = (statements: Json[], more: Json = {}, associated: Json = {}): Json => ({
  Role: role(POD_TRUST, statements, more),
  Association: association(associated),
});

/** The command as a user runs it on a template of these resources. */
export const can = (resources: Json, ...args: string[]) => canIn(5000, resources, ...args);

export function canIn(
  columns: number,
  resources: Json,
  ...args: string[]
): { exitCode: number; out: string } {
  const world = fakeWorld({ files: { 't.json': JSON.stringify({ Resources: resources }) } });
  const { values, positionals } = parseArgs({
    args: [...args, '--template', 't.json'],
    options: Object.fromEntries(
      Object.entries(canCommand.options).map(([name, { type, multiple = false }]) => [
        name,
        { type, multiple },
      ]),
    ),
    allowPositionals: true,
  });
  const options = values as Record<string, string | string[]>;
  const { page, exitCode } = canCommand.run({ positionals, options }, world);
  let out = '';
  printPage(page, {
    columns,
    colour: false,
    write: (text) => {
      out += text;
    },
    writeError: () => undefined,
  });
  return { exitCode, out };
}

export const read = (resources: Json, ...options: string[]) =>
  can(resources, 'logging/reader', 's3:GetObject', OBJECT, ...options);
