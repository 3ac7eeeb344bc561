import { type TemplateInput, TemplateValues } from '../../checks/collect/template-values';
import type { ResourceDeny } from './evaluate';
import { listOf, statementsOf } from './policy-document';
import { readPolicy } from './read-policy';
import { inPartition, madeUnder } from './role-policies';

/** Where the resources of a template hold their resource-based policies, by type. */
const POLICIES: Readonly<Record<string, { service: string; path: string }>> = {
  'AWS::S3::BucketPolicy': { service: 's3', path: 'PolicyDocument' },
  'AWS::S3::AccessPoint': { service: 's3', path: 'Policy' },
  'AWS::S3Express::BucketPolicy': { service: 's3express', path: 'PolicyDocument' },
  'AWS::SQS::QueuePolicy': { service: 'sqs', path: 'PolicyDocument' },
  'AWS::SQS::QueueInlinePolicy': { service: 'sqs', path: 'PolicyDocument' },
  'AWS::SNS::TopicPolicy': { service: 'sns', path: 'PolicyDocument' },
  'AWS::SNS::TopicInlinePolicy': { service: 'sns', path: 'PolicyDocument' },
  'AWS::KMS::Key': { service: 'kms', path: 'KeyPolicy' },
  'AWS::KMS::ReplicaKey': { service: 'kms', path: 'KeyPolicy' },
  'AWS::DynamoDB::Table': { service: 'dynamodb', path: 'ResourcePolicy.PolicyDocument' },
  'AWS::DynamoDB::GlobalTable': {
    service: 'dynamodb',
    path: 'Replicas.ResourcePolicy.PolicyDocument',
  },
  'AWS::Kinesis::ResourcePolicy': { service: 'kinesis', path: 'ResourcePolicy' },
  'AWS::SecretsManager::ResourcePolicy': { service: 'secretsmanager', path: 'ResourcePolicy' },
  'AWS::ECR::Repository': { service: 'ecr', path: 'RepositoryPolicyText' },
  'AWS::EFS::FileSystem': { service: 'elasticfilesystem', path: 'FileSystemPolicy' },
  'AWS::OpenSearchService::Domain': { service: 'es', path: 'AccessPolicies' },
};

/** What the resource-based policies of the templates deny of a service, to whomever. */
export function resourceDenies(
  templates: readonly TemplateInput[],
  partition: string,
  service: string,
): ResourceDeny[] {
  const values = new TemplateValues(templates);
  return templates.flatMap((input) =>
    Object.entries(input.template.Resources ?? {}).flatMap(([id, resource]) => {
      const held = POLICIES[resource.Type];
      if (held?.service !== service) return [];
      const name = `the policy of ${resource.Metadata?.['aws:cdk:path'] ?? `${input.stack}/${id}`}`;
      const properties = values.resolve(input, resource.Properties);
      const denies = policiesAt(properties, held.path.split('.')).flatMap((policy) =>
        deniesOf(policy, name, partition),
      );
      const condition = resource.Condition;
      return condition === undefined
        ? denies
        : denies.map((deny) => ({ ...deny, doubt: deny.doubt ?? madeUnder(name, condition) }));
    }),
  );
}

/** The values at a path; in lists, of each item. What is an expression on the way is one value. */
function policiesAt(value: unknown, [property, ...rest]: readonly string[]): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => policiesAt(item, [property, ...rest]));
  if (property === undefined || typeof value !== 'object') return [value];
  return policiesAt((value as Record<string, unknown>)[property], rest);
}

function deniesOf(policy: unknown, name: string, partition: string): ResourceDeny[] {
  const document = readPolicy(JSON.parse(inPartition(JSON.stringify(policy), partition)));
  if (document === undefined) {
    const statement = { Effect: 'Deny', Action: '*', Resource: '*' };
    return [{ name, statement, doubt: `${name} cannot be read from the template` }];
  }
  return statementsOf(document)
    .filter(({ Effect }) => Effect === 'Deny')
    .map(({ Principal, NotPrincipal, ...statement }) => {
      // `*` means the resource that the policy is attached to, whichever that is.
      const { Resource = '*', NotResource } = statement;
      const isNamed = NotResource === undefined && !listOf(Resource).includes('*');
      // Whether a principal that is not everybody means the role is not judged.
      const isCertain = isNamed && NotPrincipal === undefined && isEverybody(Principal);
      return {
        name,
        version: document.Version,
        statement: NotResource === undefined ? { ...statement, Resource } : statement,
        ...(isCertain ? {} : { doubt: `${name} may deny it: ${JSON.stringify(statement)}` }),
      };
    });
}

function isEverybody(principal: unknown): boolean {
  if (principal === '*') return true;
  const aws = (principal as { AWS?: unknown } | undefined)?.AWS;
  return aws === '*' || (Array.isArray(aws) && aws.includes('*'));
}
