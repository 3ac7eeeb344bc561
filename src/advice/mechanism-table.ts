import type { WorkloadNeeds } from './workload-needs';

export type Need = keyof WorkloadNeeds;

export type Suitability = 'yes' | 'no' | 'preferred';

/** One situation, and how each mechanism does in it. */
export interface MechanismRow {
  /** As a noun phrase, for tables and questions. */
  readonly situation: string;
  readonly irsa: Suitability;
  readonly podIdentity: Suitability;
  /** One or more whole sentences. */
  readonly why: string;
  /** The page that it rests on. */
  readonly source: string;
}

/** Needs that no mechanism meets together, though it meets each of them alone. */
export interface NeedConflict {
  readonly needs: readonly [Need, Need];
  readonly why: string;
}

const USER_GUIDE = 'https://docs.aws.amazon.com/eks/latest/userguide';
const BEST_PRACTICES =
  'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html';

/** Where nothing else decides. */
export const DEFAULT_ROW: MechanismRow = {
  situation: 'Linux nodes of Amazon EC2 or EKS Auto Mode, nothing special',
  irsa: 'yes',
  podIdentity: 'preferred',
  why: 'AWS recommends EKS Pod Identity unless there is a reason for IRSA: one service principal, no OIDC provider, no annotation.',
  source: BEST_PRACTICES,
};

/** One row for each need: README, the construct library and the command line all read it. */
export const MECHANISM_TABLE: { readonly [need in Need]-?: MechanismRow } = {
  fargate: {
    situation: 'Pods on AWS Fargate',
    irsa: 'yes',
    podIdentity: 'no',
    why: 'The EKS Pod Identity Agent is a DaemonSet, and Fargate runs none.',
    source: `${USER_GUIDE}/pod-identities.html`,
  },
  windows: {
    situation: 'Pods on Windows nodes',
    irsa: 'yes',
    podIdentity: 'no',
    why: 'The EKS Pod Identity Agent runs on Linux only. Pods need the node selector `kubernetes.io/os: windows` for IRSA to give them a Windows path.',
    source: `${USER_GUIDE}/pod-identities.html`,
  },
  hybridNodes: {
    situation: 'Pods on EKS Hybrid Nodes',
    irsa: 'yes',
    podIdentity: 'yes',
    why: 'EKS Pod Identity needs agent v1.3.3-eksbuild.1 or newer, its hybrid DaemonSet, and `enableCredentialsFile: true` in the configuration of the nodes.',
    source: `${USER_GUIDE}/hybrid-nodes-add-ons.html`,
  },
  outposts: {
    situation: 'Pods on AWS Outposts',
    irsa: 'yes',
    podIdentity: 'no',
    why: 'EKS Pod Identity does not serve AWS Outposts.',
    source: `${USER_GUIDE}/pod-identities.html`,
  },
  selfManagedKubernetes: {
    situation: 'EKS Anywhere, OpenShift, a Kubernetes of your own',
    irsa: 'yes',
    podIdentity: 'no',
    why: 'EKS Pod Identity is an API of Amazon EKS clusters; IRSA needs an OIDC issuer with public keys and the webhook.',
    source: `${USER_GUIDE}/service-accounts.html`,
  },
  crossAccount: {
    situation: 'A role or resources in another account',
    irsa: 'yes',
    podIdentity: 'yes',
    why: 'EKS Pod Identity chains a target role, for sessions of one hour. With IRSA the other account registers the issuer as an OIDC provider of its own, or the pod chains the roles itself.',
    source: `${USER_GUIDE}/pod-id-assign-target-role.html`,
  },
  longCrossAccountSessions: {
    situation: 'Sessions over one hour of a role in another account',
    irsa: 'yes',
    podIdentity: 'no',
    why: 'STS limits chained roles to one hour, and EKS Pod Identity reaches other accounts by chaining only. IRSA takes the role directly, for up to 12 hours.',
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  },
  manyClusters: {
    situation: 'One role for pods of several clusters',
    irsa: 'yes',
    podIdentity: 'preferred',
    why: 'EKS Pod Identity takes one statement for all clusters. IRSA takes one for each, about four in the default quota, and an OIDC provider for each.',
    source: `${USER_GUIDE}/service-accounts.html`,
  },
  sessionTags: {
    situation: 'Permissions by session tags (ABAC)',
    irsa: 'no',
    podIdentity: 'yes',
    why: 'EKS Pod Identity tags each session with cluster, namespace, ServiceAccount and pod. IRSA sets no tags.',
    source: `${USER_GUIDE}/pod-id-abac.html`,
  },
  sessionPolicy: {
    situation: 'One role, narrowed for each ServiceAccount by a session policy',
    irsa: 'no',
    podIdentity: 'yes',
    why: 'An association carries a session policy of at most 2,048 characters, with session tags off. With IRSA only the application itself could pass one.',
    source:
      'https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html',
  },
  subjectPatterns: {
    situation: 'One role for ServiceAccounts by a pattern of their names',
    irsa: 'yes',
    podIdentity: 'no',
    why: 'An association names one ServiceAccount exactly. The trust policy of IRSA can compare `sub` with a pattern.',
    source: `${USER_GUIDE}/associate-service-account-role.html`,
  },
  eksAddon: {
    situation: 'An EKS add-on with an identity of its own',
    irsa: 'yes',
    podIdentity: 'preferred',
    why: 'AWS recommends EKS Pod Identity for add-ons: the association is part of the add-on.',
    source: `${USER_GUIDE}/add-ons-iam.html`,
  },
  oldSdk: {
    situation: 'An AWS SDK older than EKS Pod Identity',
    irsa: 'yes',
    podIdentity: 'no',
    why: 'An SDK must know the container credentials of EKS Pod Identity; IRSA needs less recent versions.',
    source: `${USER_GUIDE}/pod-id-minimum-sdk.html`,
  },
  mskIam: {
    situation: 'Amazon MSK with IAM access control',
    irsa: 'yes',
    podIdentity: 'no',
    why: 'Each renewal by EKS Pod Identity has another session name, and MSK ends the connection. Use IRSA with a fixed AWS_ROLE_SESSION_NAME.',
    source: 'https://github.com/aws/eks-pod-identity-agent/issues/29',
  },
  noAgent: {
    situation: 'No agent allowed on the nodes',
    irsa: 'yes',
    podIdentity: 'no',
    why: 'EKS Pod Identity needs its agent on every node (EKS Auto Mode has it built in). IRSA works in the control plane and the SDK.',
    source: `${USER_GUIDE}/pod-id-agent-setup.html`,
  },
  noPassRole: {
    situation: 'No `iam:PassRole` for whoever deploys',
    irsa: 'yes',
    podIdentity: 'no',
    why: 'Making an association needs `iam:PassRole` on its role; an annotation needs nothing of IAM.',
    source: `${USER_GUIDE}/pod-id-association.html`,
  },
  over5000Associations: {
    situation: 'More than 5,000 ServiceAccounts with an identity in a cluster',
    irsa: 'yes',
    podIdentity: 'no',
    why: 'A cluster has at most 5,000 associations, which AWS does not raise. Use IRSA for those beyond.',
    source: `${USER_GUIDE}/pod-identities.html`,
  },
};

export const NEED_CONFLICTS: readonly NeedConflict[] = [
  {
    needs: ['sessionPolicy', 'sessionTags'],
    why: 'EKS takes a session policy only with session tags off',
  },
  {
    needs: ['sessionPolicy', 'eksAddon'],
    why: 'the association of an EKS add-on has a role and nothing else',
  },
  {
    needs: ['crossAccount', 'eksAddon'],
    why: 'an EKS add-on takes a role of the account of the cluster, and no target role',
  },
  {
    needs: ['longCrossAccountSessions', 'eksAddon'],
    why: 'an EKS add-on takes a role of the account of the cluster, and no target role',
  },
  {
    needs: ['selfManagedKubernetes', 'fargate'],
    why: 'AWS Fargate is for clusters of Amazon EKS only',
  },
  {
    needs: ['selfManagedKubernetes', 'hybridNodes'],
    why: 'EKS Hybrid Nodes are for clusters of Amazon EKS only',
  },
  {
    needs: ['selfManagedKubernetes', 'eksAddon'],
    why: 'EKS add-ons are for clusters of Amazon EKS only',
  },
];
