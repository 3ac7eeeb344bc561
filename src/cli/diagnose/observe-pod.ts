import type { Answer, AnswerSource } from './answer';
import {
  ASSOCIATION,
  ASSOCIATIONS,
  CLUSTER,
  INSTANCES,
  OIDC_PROVIDER,
  OIDC_PROVIDERS,
  ROLE,
} from './aws-masks';
import type { Kept } from './field-mask';
import {
  DAEMON_SET,
  KUBECONFIG,
  NODE,
  POD,
  REPLICA_SET,
  SERVICE_ACCOUNT,
} from './kubernetes-masks';

export interface PodTarget {
  readonly namespace: string;
  readonly name: string;
  /** The EKS cluster's name, where the kubeconfig does not say it. */
  readonly cluster?: string;
}

/** Everything that the checklist looks at. What was not asked is undefined. */
export interface PodObservations {
  readonly target: PodTarget;
  readonly pod: Answer<Kept<typeof POD>>;
  readonly serviceAccount?: Answer<Kept<typeof SERVICE_ACCOUNT>>;
  readonly replicaSet?: Answer<Kept<typeof REPLICA_SET>>;
  readonly node?: Answer<Kept<typeof NODE>>;
  readonly agent?: Answer<Kept<typeof DAEMON_SET>>;
  readonly cluster?: Answer<Kept<typeof CLUSTER>>;
  readonly associations?: Answer<Kept<typeof ASSOCIATIONS>>;
  readonly association?: Answer<Kept<typeof ASSOCIATION>>;
  readonly providers?: Answer<Kept<typeof OIDC_PROVIDERS>>;
  readonly provider?: Answer<Kept<typeof OIDC_PROVIDER>>;
  readonly role?: Answer<Kept<typeof ROLE>>;
  readonly instances?: Answer<Kept<typeof INSTANCES>>;
}

export const ROLE_ANNOTATION = 'eks.amazonaws.com/role-arn';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;

/** Asks in the order of the checklist; each answer decides what is worth asking next. */
export function observePod(source: AnswerSource, target: PodTarget): PodObservations {
  const { namespace, name } = target;
  const inNamespace = (kind: string, n: string) => ['get', kind, n, '-n', namespace, '-o', 'json'];
  const pod = source.ask('kubectl', inNamespace('pod', name), POD);
  const spec = answered(pod)?.spec;
  if (!spec) return { target, pod };
  const account = spec.serviceAccountName ?? 'default';
  const serviceAccount = isName(account)
    ? source.ask(
        'kubectl',
        [...inNamespace('serviceaccount', account), '--show-managed-fields'],
        SERVICE_ACCOUNT,
      )
    : undefined;
  const annotation = answered(serviceAccount)?.metadata?.annotations?.[ROLE_ANNOTATION]?.trim();
  const owner = answered(pod)?.metadata?.ownerReferences?.find(
    (o) => o.kind === 'ReplicaSet',
  )?.name;
  const replicaSet =
    annotation === undefined && isName(owner)
      ? source.ask('kubectl', inNamespace('replicaset', owner), REPLICA_SET)
      : undefined;
  const node = isName(spec.nodeName)
    ? source.ask('kubectl', ['get', 'node', spec.nodeName, '-o', 'json'], NODE)
    : undefined;
  const cluster = observeCluster(source, target);
  const aws = observeIdentity(source, { namespace, account, annotation, cluster });
  const agent = answered(aws.association)
    ? source.ask(
        'kubectl',
        ['get', 'daemonset', 'eks-pod-identity-agent', '-n', 'kube-system', '-o', 'json'],
        DAEMON_SET,
      )
    : undefined;
  const instance = /\/(i-[0-9a-f]+)$/.exec(answered(node)?.spec?.providerID ?? '')?.[1];
  const instances = instance
    ? source.ask('aws', ['ec2', 'describe-instances', '--instance-ids', instance], INSTANCES)
    : undefined;
  return { target, pod, serviceAccount, replicaSet, node, ...aws, agent, instances };
}

function observeCluster(source: AnswerSource, target: PodTarget) {
  // `kubectl config view` leaves credentials out of its answer unless --raw is given.
  const named = target.cluster
    ? undefined
    : source.ask('kubectl', ['config', 'view', '--minify', '-o', 'json'], KUBECONFIG);
  const entry = answered(named)?.clusters?.[0]?.name ?? '';
  const name = target.cluster ?? /^arn:[^:]+:eks:[^:]+:\d{12}:cluster\/(.+)$/.exec(entry)?.[1];
  return isName(name)
    ? source.ask('aws', ['eks', 'describe-cluster', '--name', name], CLUSTER)
    : undefined;
}

interface IdentityQuestion {
  readonly namespace: string;
  readonly account: string;
  readonly annotation: string | undefined;
  readonly cluster: PodObservations['cluster'];
}

function observeIdentity(source: AnswerSource, question: IdentityQuestion) {
  const { namespace, account, annotation, cluster } = question;
  const { name, identity } = answered(cluster)?.cluster ?? {};
  const associations = isName(name)
    ? source.ask(
        'aws',
        [
          'eks',
          'list-pod-identity-associations',
          '--cluster-name',
          name,
          '--namespace',
          namespace,
          '--service-account',
          account,
        ],
        ASSOCIATIONS,
      )
    : undefined;
  const id = answered(associations)?.associations?.[0]?.associationId;
  const association =
    isName(name) && isName(id)
      ? source.ask(
          'aws',
          [
            'eks',
            'describe-pod-identity-association',
            '--cluster-name',
            name,
            '--association-id',
            id,
          ],
          ASSOCIATION,
        )
      : undefined;
  const providers = annotation
    ? source.ask('aws', ['iam', 'list-open-id-connect-providers'], OIDC_PROVIDERS)
    : undefined;
  const issuer = withoutScheme(identity?.oidc?.issuer);
  const arn = providerOf(providers, issuer);
  const provider = arn
    ? source.ask(
        'aws',
        ['iam', 'get-open-id-connect-provider', '--open-id-connect-provider-arn', arn],
        OIDC_PROVIDER,
      )
    : undefined;
  const roleName = /:role\/(?:.*\/)?([\w+=,.@-]{1,64})$/.exec(
    answered(association)?.association?.roleArn ?? annotation ?? '',
  )?.[1];
  const role = roleName?.match(/^[\w+=,.@]/)
    ? source.ask('aws', ['iam', 'get-role', '--role-name', roleName], ROLE)
    : undefined;
  return { cluster, associations, association, providers, provider, role };
}

export function providerOf(
  providers: PodObservations['providers'],
  issuer: string | undefined,
): string | undefined {
  const arns = answered(providers)?.OpenIDConnectProviderList ?? [];
  const arn = arns.find((p) => issuer && p.Arn?.endsWith(`:oidc-provider/${issuer}`))?.Arn;
  return arn?.startsWith('arn:') ? arn : undefined;
}

export function answered<T>(answer: Answer<T> | undefined): T | undefined {
  return answer && 'value' in answer ? answer.value : undefined;
}

export function withoutScheme(url: string | undefined): string | undefined {
  return url?.replace(/^https:\/\//, '');
}

/** Never an option of the program that it is handed to. */
function isName(text: string | undefined): text is string {
  return text !== undefined && NAME.test(text);
}
