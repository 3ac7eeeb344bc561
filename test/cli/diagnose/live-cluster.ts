import { fakeWorld, NOW } from '../fake-world';
import { ISSUER, irsaCondition, trustPolicy } from './test-token';

export const ROLE = 'arn:aws:iam::111122223333:role/s3-reader';
export const SECRET = 'hunter2-is-a-secret';
const CLUSTER_ARN = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod';
const INSTANCE = 'i-0123456789abcdef0';

type Json = Record<string, unknown>;

/** What kubectl and aws answer about one pod, by command line. Every test changes its own copy. */
export interface LiveCluster {
  pod: {
    metadata: Json;
    spec: Json & { containers: (Json & { env: { name: string; value: string }[] })[] };
  };
  serviceAccount: { metadata: Json & { annotations: Record<string, string> } };
  replicaSet: { metadata: Json & { annotations: Record<string, string> } };
  node: { metadata: { name: string; labels: Record<string, string> }; spec: Json };
  hopLimit: number;
  association?: Json;
  agent?: Json;
  clientIds: string[];
  providers: string[];
  trust: string;
}

export const WEB_IDENTITY = [
  { name: 'AWS_ROLE_ARN', value: ROLE },
  {
    name: 'AWS_WEB_IDENTITY_TOKEN_FILE',
    value: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
  },
];

export const CONTAINER_CREDENTIALS = [
  { name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', value: 'http://169.254.170.23/v1/credentials' },
  {
    name: 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
    value: '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token',
  },
];

/** A pod that has its role by IRSA, as it should be. */
export function irsaCluster(): LiveCluster {
  return {
    pod: {
      metadata: {
        name: 'reader-5d9c7',
        namespace: 'logging',
        creationTimestamp: '2026-11-22T10:00:00Z',
        ownerReferences: [{ kind: 'ReplicaSet', name: 'reader-5d9c' }],
      },
      spec: {
        serviceAccountName: 's3-reader-sa',
        nodeName: 'ip-10-0-1-7.eu-west-1.compute.internal',
        containers: [
          {
            name: 'app',
            command: ['app', SECRET],
            env: [{ name: 'DATABASE_PASSWORD', value: SECRET }, ...WEB_IDENTITY],
          },
        ],
        volumes: [
          {
            name: 'aws-iam-token',
            projected: {
              sources: [
                {
                  serviceAccountToken: {
                    audience: 'sts.amazonaws.com',
                    expirationSeconds: 86400,
                    path: 'token',
                  },
                },
              ],
            },
          },
        ],
      },
    },
    serviceAccount: {
      metadata: {
        name: 's3-reader-sa',
        namespace: 'logging',
        creationTimestamp: '2026-11-20T09:00:00Z',
        annotations: { 'eks.amazonaws.com/role-arn': ROLE, 'example.com/note': SECRET },
        managedFields: [
          {
            manager: 'kubectl',
            time: '2026-11-20T09:00:00Z',
            fieldsV1: { 'f:metadata': { 'f:annotations': { 'f:eks.amazonaws.com/role-arn': {} } } },
          },
        ],
      },
    },
    replicaSet: { metadata: { name: 'reader-5d9c', annotations: {} } },
    node: {
      metadata: {
        name: 'ip-10-0-1-7.eu-west-1.compute.internal',
        labels: { 'kubernetes.io/os': 'linux' },
      },
      spec: { providerID: `aws:///eu-west-1a/${INSTANCE}` },
    },
    hopLimit: 1,
    clientIds: ['sts.amazonaws.com'],
    providers: [ISSUER.replace('https://', '')],
    trust: trustPolicy(irsaCondition()),
  };
}

/** The same pod by EKS Pod Identity. */
export function podIdentityCluster(): LiveCluster {
  const cluster = irsaCluster();
  cluster.serviceAccount.metadata.annotations = {};
  cluster.pod.spec.containers[0].env = [...CONTAINER_CREDENTIALS];
  cluster.association = {
    associationId: 'a-abcdefghijklmnop1',
    roleArn: ROLE,
    disableSessionTags: false,
    createdAt: 1795255200,
    modifiedAt: 1795255200,
    policy: SECRET,
  };
  cluster.agent = {
    metadata: { name: 'eks-pod-identity-agent' },
    status: { desiredNumberScheduled: 3, numberReady: 3 },
  };
  cluster.trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: {
          StringEquals: {
            'aws:RequestTag/eks-cluster-arn': CLUSTER_ARN,
            'aws:RequestTag/kubernetes-namespace': 'logging',
            'aws:RequestTag/kubernetes-service-account': 's3-reader-sa',
          },
        },
      },
    ],
  });
  return cluster;
}

/** The commands that diagnose --pod runs, answered from the cluster. */
export function answersOf(cluster: LiveCluster): Record<string, unknown> {
  const get = 'kubectl get';
  const json = '--output json';
  const { association } = cluster;
  const account = String(cluster.pod.spec.serviceAccountName ?? 'default');
  return {
    [`${get} pod reader-5d9c7 -n logging -o json`]: cluster.pod,
    [`${get} serviceaccount s3-reader-sa -n logging -o json --show-managed-fields`]:
      cluster.serviceAccount,
    [`${get} serviceaccount default -n logging -o json --show-managed-fields`]: {
      metadata: { name: 'default' },
    },
    [`${get} replicaset reader-5d9c -n logging -o json`]: cluster.replicaSet,
    [`${get} node ip-10-0-1-7.eu-west-1.compute.internal -o json`]: cluster.node,
    [`${get} daemonset eks-pod-identity-agent -n kube-system -o json`]: cluster.agent,
    'kubectl config view --minify -o json': {
      clusters: [{ name: CLUSTER_ARN, cluster: { server: 'https://example.com' } }],
      users: [{ user: { token: SECRET } }],
    },
    [`aws eks describe-cluster --name prod ${json}`]: {
      cluster: {
        name: 'prod',
        arn: CLUSTER_ARN,
        version: '1.34',
        identity: { oidc: { issuer: ISSUER } },
      },
    },
    [`aws eks list-pod-identity-associations --cluster-name prod --namespace logging --service-account ${account} ${json}`]:
      {
        associations: association ? [{ associationId: association.associationId }] : [],
      },
    [`aws eks describe-pod-identity-association --cluster-name prod --association-id a-abcdefghijklmnop1 ${json}`]:
      association && { association },
    [`aws iam list-open-id-connect-providers ${json}`]: {
      OpenIDConnectProviderList: cluster.providers.map((issuer) => ({
        Arn: `arn:aws:iam::111122223333:oidc-provider/${issuer}`,
      })),
    },
    [`aws iam get-open-id-connect-provider --open-id-connect-provider-arn arn:aws:iam::111122223333:oidc-provider/${ISSUER.replace('https://', '')} ${json}`]:
      { Url: ISSUER.replace('https://', ''), ClientIDList: cluster.clientIds },
    [`aws iam get-role --role-name s3-reader ${json}`]: {
      Role: { Arn: ROLE, AssumeRolePolicyDocument: JSON.parse(cluster.trust) },
    },
    [`aws ec2 describe-instances --instance-ids ${INSTANCE} ${json}`]: {
      Reservations: [
        {
          Instances: [
            {
              InstanceId: INSTANCE,
              UserData: SECRET,
              MetadataOptions: {
                HttpEndpoint: 'enabled',
                HttpPutResponseHopLimit: cluster.hopLimit,
              },
              IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/prod-nodes' },
            },
          ],
        },
      ],
    },
  };
}

export function liveWorld(cluster: LiveCluster) {
  return fakeWorld({ now: NOW, answers: answersOf(cluster) });
}
