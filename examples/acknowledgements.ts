import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentity } from '../src';

/** What is accepted on a construct and below it. */
interface Acknowledged {
  readonly path: string;
  /** Ids of cdk-nag's AwsSolutions pack, without its name. */
  readonly findings: string[];
  readonly reason: string;
}

const wildcard = (resource: string): string => `IAM5[Resource::${resource}]`;
const s3 = (key: string): string => wildcard(`arn:<AWS::Partition>:s3:::${key}`);

const READ = ['GetBucket*', 'GetObject*', 'List*'].map((name) => `IAM5[Action::s3:${name}]`);
const WRITE = ['Abort*', 'DeleteObject*'].map((name) => `IAM5[Action::s3:${name}]`);
const GRANT = 'A grant method of the bucket wrote the actions; it names this bucket and no other.';

/** Of buckets and queues that the examples have for their workloads. */
const ACCESS_LOGS = 'S1';
const DEAD_LETTERS = 'SQS3';

const ACKNOWLEDGED: readonly Acknowledged[] = [
  {
    path: '',
    findings: [ACCESS_LOGS, DEAD_LETTERS],
    reason: 'The example is about who reaches buckets and queues, not about running them.',
  },
  {
    path: 'Workloads/LogReader',
    findings: [s3('my-log-bucket/logs/*')],
    reason: 'Every object of one folder.',
  },
  {
    path: 'Workloads/DataProcessing',
    findings: [s3('my-super-important-bucket/*')],
    reason: 'Every object of one bucket.',
  },
  {
    path: 'Workloads/CanDoStuff',
    findings: ['IAM5[Action::s3:Abort*]', wildcard('<Results25575328.Arn>/done/*')],
    reason: GRANT,
  },
  {
    path: 'Workloads/ProofOfConcept',
    findings: ['IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSQSReadOnlyAccess]'],
    reason: 'A proof of concept, which reads only; it shows how a managed policy is attached.',
  },
  {
    path: 'Environments/Shop',
    findings: [s3('shop-catalogue/*'), s3('shop-production/*')],
    reason: 'Every object of the buckets of this workload.',
  },
  {
    path: 'Abac/OwnFolder',
    findings: [
      wildcard('<TenantsA9C48FD3.Arn>/<aws:PrincipalTag/kubernetes-namespace>/*'),
      wildcard(
        'arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/tenants/<!aws:PrincipalTag/kubernetes-namespace>/*',
      ),
    ],
    reason: 'Everything in the folder of the own namespace: the session tag is part of the ARN.',
  },
  {
    path: 'Patterns/Crossplane',
    findings: [s3('team-*')],
    reason: 'Crossplane makes the buckets of teams at run time.',
  },
  {
    path: 'Patterns/Previews',
    findings: [wildcard('arn:<AWS::Partition>:dynamodb:eu-west-1:111122223333:table/preview-*')],
    reason: 'Each preview has a table of its own, made by its pipeline.',
  },
  {
    path: 'SessionPolicy/billing',
    findings: [...READ, wildcard('<Reports65402A0A.Arn>/*')],
    reason: `${GRANT} Session policies narrow it to the folder of each team.`,
  },
  {
    path: 'Migration/Invoices',
    findings: [...READ, ...WRITE, wildcard('<ArchiveDA4CB258.Arn>/*')],
    reason: GRANT,
  },
  {
    path: 'Adoption/Reports',
    findings: [...READ, wildcard('<Data666C94C7.Arn>/*')],
    reason: GRANT,
  },
  {
    path: 'FinanceData/Ledger',
    findings: [...READ, ...WRITE, wildcard('<Data666C94C7.Arn>/ledger/*')],
    reason: GRANT,
  },
  {
    path: 'FinanceData/Archive',
    findings: [...READ, wildcard('<Data666C94C7.Arn>/archive/*')],
    reason: GRANT,
  },
  {
    path: 'ReportsData/Reports',
    findings: [...READ, wildcard('<Data666C94C7.Arn>/*')],
    reason: GRANT,
  },
];

/** Accepts what cdk-nag finds in the examples, with reasons: by hand for workloads, as recorded for add-ons. */
export function acknowledgeFindings(app: IConstruct): void {
  for (const { path, findings, reason } of ACKNOWLEDGED) {
    acknowledge(constructAt(app, path), findings, reason);
  }
  for (const construct of app.node.findAll()) {
    if (WorkloadIdentity.isWorkloadIdentity(construct)) {
      acknowledgeRecorded(construct as WorkloadIdentity);
    }
  }
}

/** A preset says why each of its wildcards must stay. */
function acknowledgeRecorded(identity: WorkloadIdentity): void {
  const reasons = new Map<string, Set<string>>();
  // cdk-nag does not look for the other wildcard, `?`.
  for (const { resource, reason } of identity.wildcards.filter((w) => w.resource.includes('*'))) {
    const finding = wildcard(asNagWritesIt(Stack.of(identity).resolve(resource)));
    reasons.set(finding, (reasons.get(finding) ?? new Set()).add(reason));
  }
  for (const [finding, all] of reasons) {
    acknowledge(identity, [finding], [...all].join(' '));
  }
}

function acknowledge(construct: IConstruct, findings: string[], reason: string): void {
  for (const finding of findings) {
    // What Validations.acknowledge() writes. It refuses ids with two '::', as ARNs have, in older versions:
    // https://github.com/cdklabs/cdk-nag/issues/2351
    construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, {
      [`AwsSolutions-${finding}`]: reason,
    });
  }
}

function constructAt(app: IConstruct, path: string): IConstruct {
  return path.split('/').reduce((at, id) => (id === '' ? at : at.node.findChild(id)), app);
}

/** Text and references as one string, references in angle brackets. */
function asNagWritesIt(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value;
  if (join) {
    return join[1].map(asNagWritesIt).join(join[0]);
  }
  return `<${name ?? attribute.join('.')}>`;
}
