/** Small CloudFormation templates for the explain and check tests. */
export const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;

type Json = Record<string, unknown>;

export interface RoleParts {
  readonly subject?: string | string[];
  readonly operator?: string;
  readonly condition?: Json;
  readonly audience?: string | null;
  readonly trust?: Json[];
  readonly statements?: Json[];
  readonly managed?: string[];
  readonly boundary?: string | Json;
}

export const READ = {
  Effect: 'Allow',
  Action: ['s3:GetObject'],
  Resource: ['arn:aws:s3:::reports/*'],
};
export const POD_IDENTITY = {
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
};

export function irsaStatement(parts: RoleParts = {}): Json {
  const {
    subject = 'system:serviceaccount:logging:reader',
    operator = 'StringEquals',
    audience = 'sts.amazonaws.com',
  } = parts;
  const aud = audience === null ? {} : { [`${ISSUER}:aud`]: audience };
  const sub = { [`${ISSUER}:sub`]: subject };
  const claims =
    operator === 'StringEquals'
      ? { StringEquals: { ...sub, ...aud } }
      : { [operator]: sub, StringEquals: aud };
  return {
    Effect: 'Allow',
    Principal: { Federated: PROVIDER },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: parts.condition ?? claims,
  };
}

export function role(parts: RoleParts = {}): Json {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: parts.trust ?? [irsaStatement(parts)],
      },
      Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: parts.statements ?? [READ] } }],
      ...(parts.managed ? { ManagedPolicyArns: parts.managed } : {}),
      ...(parts.boundary ? { PermissionsBoundary: parts.boundary } : {}),
    },
  };
}

export function association(more: Json = {}): Json {
  return {
    Type: 'AWS::EKS::PodIdentityAssociation',
    Properties: {
      ClusterName: 'prod',
      Namespace: 'logging',
      ServiceAccount: 'reader',
      RoleArn: { 'Fn::GetAtt': ['Reader', 'Arn'] },
      ...more,
    },
  };
}

export function template(resources: Json): string {
  return JSON.stringify({ Resources: resources });
}
