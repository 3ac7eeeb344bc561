import { type CfnResource, RemovalPolicy, type Stack, Token } from 'aws-cdk-lib';
import * as eksV1 from 'aws-cdk-lib/aws-eks';
import * as eksV2 from 'aws-cdk-lib/aws-eks-v2';
import { Construct, Dependable, type IConstruct } from 'constructs';
import type { ClusterView } from '../cluster/cluster-view';
import { WorkloadIdentityError } from '../private/errors';
import { logicalIdOf } from '../private/logical-id';
import { sharedIn } from '../private/shared-in';
import { refuseDependencyCycle } from './manifest-cycle';
import { type KubectlDeliveryConfig, ManifestGrouping } from './service-account-delivery';
import type { ServiceAccountSubject } from './service-account-subject';

/**
 * CloudFormation sends a custom resource its old and its new properties in one event, which Lambda
 * limits to 256 KiB.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const LONGEST_MANIFEST = 120_000;

/** Of a role with the longest name and no long path. */
const LONGEST_ARN = 128;

/** One ServiceAccount of a group. */
export interface ManifestEntry {
  readonly identity: IConstruct;
  readonly serviceAccountName: string;
  readonly manifest: Record<string, unknown>;
  /** What has to exist before pods can use the ServiceAccount; asked for at synthesis. */
  readonly prerequisites: () => IConstruct[];
}

/** The parent of everything that a stack's identities share. */
export function sharedScopeOf(stack: Stack): Construct {
  const id = 'WorkloadIdentities';
  return (stack.node.tryFindChild(id) as Construct | undefined) ?? new Construct(stack, id);
}

/**
 * ServiceAccounts that one custom resource writes. Its logical id follows cluster and namespace, so
 * neither a refactoring nor a neighbour that comes or goes makes kubectl delete anything.
 */
export class ManifestGroup extends Construct {
  /** The group that the subject belongs to, made when its first member asks for it. */
  public static of(
    identity: IConstruct,
    stack: Stack,
    view: ClusterView,
    subject: ServiceAccountSubject,
    config: KubectlDeliveryConfig,
  ): ManifestGroup {
    const names = groupNames(identity, view, subject, config.grouping);
    const name = `manifest-group ${stack.node.path} ${JSON.stringify(names.key)}`;
    const group = sharedIn(identity, name, () => {
      return new ManifestGroup(sharedScopeOf(stack), view, subject, config, names, identity);
    });
    group.checkAgreement(identity, config);
    return group;
  }

  private readonly entries: ManifestEntry[] = [];
  private readonly manifests: Record<string, unknown>[] = [];
  private readonly firstMember: IConstruct;

  private constructor(
    scope: Construct,
    view: ClusterView,
    subject: ServiceAccountSubject,
    private readonly config: KubectlDeliveryConfig,
    { prefix, readable, key }: GroupNames,
    firstMember: IConstruct,
  ) {
    const logicalId = logicalIdOf(prefix, readable, key);
    super(scope, logicalId);
    this.firstMember = firstMember;

    const resource = newManifest(firstMember, this, 'Manifest', view, this.manifests, {
      overwrite: config.overwrite,
      removalPolicy: config.removalPolicy,
    });
    resource.overrideLogicalId(logicalId);
    resource.node.addDependency(this.prerequisites());
    if (config.createNamespace) {
      resource.node.addDependency(namespaceManifest(firstMember, scope, view, subject.namespace));
    }
    this.node.addValidation({ validate: () => this.refuseLongManifest() });
    refuseDependencyCycle(this, resource, () => this.entries);
  }

  public add(entry: ManifestEntry): void {
    this.entries.push(entry);
    this.entries.sort((a, b) => (a.serviceAccountName < b.serviceAccountName ? -1 : 1));
    this.manifests.splice(0, Number.POSITIVE_INFINITY, ...this.entries.map((e) => e.manifest));
  }

  /** Grants may come after the identity: what it waits for is only known at synthesis. */
  private prerequisites(): Construct {
    const marker = new Construct(this, 'Prerequisites');
    const entries = this.entries;
    Dependable.implement(marker, {
      get dependencyRoots() {
        return entries.flatMap((entry) => entry.prerequisites());
      },
    });
    return marker;
  }

  private checkAgreement(identity: IConstruct, config: KubectlDeliveryConfig): void {
    for (const option of ['overwrite', 'removalPolicy', 'createNamespace'] as const) {
      if (config[option] !== this.config[option]) {
        throw new WorkloadIdentityError(
          identity,
          `delivery has ${option} ${config[option]}, while '${this.firstMember.node.path}', whose ` +
            `ServiceAccount is in the same manifest, has ${this.config[option]}. Give both the same, or ` +
            'deliver with ManifestGrouping.IDENTITY',
        );
      }
    }
  }

  private refuseLongManifest(): string[] {
    const length = sentLength(this.manifests);
    return length <= LONGEST_MANIFEST
      ? []
      : [
          `the manifest of ${this.entries.length} ServiceAccounts takes ${length} bytes, more than the ` +
            `${LONGEST_MANIFEST} that a custom resource can be sent. Shorten annotations and labels, deliver ` +
            'some identities with ManifestGrouping.IDENTITY or from another stack, or use gitOps() delivery',
        ];
  }
}

/** What tells a group from others, and what its logical id says of it. */
interface GroupNames {
  readonly prefix: string;
  readonly readable: string[];
  readonly key: string[];
}

/** A token has no value to go by: the path is all there is. */
function groupNames(
  identity: IConstruct,
  view: ClusterView,
  { namespace, serviceAccountName }: ServiceAccountSubject,
  grouping: ManifestGrouping,
): GroupNames {
  const isShared = grouping === ManifestGrouping.NAMESPACE;
  const names = isShared ? [namespace] : [namespace, serviceAccountName];
  return names.some((name) => Token.isUnresolved(name))
    ? { prefix: 'ServiceAccount', readable: [], key: [view.key, identity.node.path] }
    : {
        prefix: isShared ? 'ServiceAccounts' : 'ServiceAccount',
        readable: names,
        key: [view.key, ...names],
      };
}

/** The manifest is text inside the JSON of the event, and an ARN is longer than its token. */
function sentLength(manifests: Record<string, unknown>[]): number {
  const text = JSON.stringify(manifests).replace(/\$\{Token\[.*?\]\}/g, 'x'.repeat(LONGEST_ARN));
  return Buffer.byteLength(JSON.stringify(text));
}

/** Kept for ever: deleting a namespace deletes everything in it. */
function namespaceManifest(
  identity: IConstruct,
  scope: Construct,
  view: ClusterView,
  namespace: string,
): IConstruct {
  const logicalId = Token.isUnresolved(namespace)
    ? logicalIdOf('Namespace', [], [view.key, identity.node.path])
    : logicalIdOf('Namespace', [namespace], [view.key, namespace]);
  return sharedIn(identity, `namespace ${scope.node.path} ${view.key} ${namespace}`, () => {
    const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    const resource = newManifest(
      identity,
      new Construct(scope, logicalId),
      'Manifest',
      view,
      [manifest],
      {
        overwrite: true,
        removalPolicy: RemovalPolicy.RETAIN,
      },
    );
    resource.overrideLogicalId(logicalId);
    return resource;
  });
}

/** Never pruned: kubectl passes over ServiceAccounts, and would delete a Namespace with all it holds. */
function newManifest(
  identity: IConstruct,
  scope: Construct,
  id: string,
  view: ClusterView,
  manifest: Record<string, unknown>[],
  options: { readonly overwrite: boolean; readonly removalPolicy?: RemovalPolicy },
): CfnResource {
  const { kubectl } = view;
  const props = { manifest, prune: false, ...options };
  if (kubectl === undefined) {
    throw new WorkloadIdentityError(
      identity,
      `cluster '${view.construct.node.path}' has no kubectl access, which kubectl() delivery needs. ` +
        'Create or import the cluster with a kubectl provider (kubectlProviderOptions, or kubectlProvider ' +
        'in fromClusterAttributes or WorkloadCluster.fromAttributes), or let somebody else write the ' +
        'ServiceAccount: ServiceAccountDelivery.gitOps({ directory }) or .external()',
    );
  }
  if (kubectl.module === 'aws-eks') {
    return defaultResource(
      new eksV1.KubernetesManifest(scope, id, { cluster: kubectl.cluster, ...props }),
    );
  }
  const cluster =
    kubectl.module === 'aws-eks-v2'
      ? kubectl.cluster
      : eksV2.Cluster.fromClusterAttributes(scope, 'Cluster', {
          clusterName: view.name,
          kubectlProvider: kubectl.provider,
        });
  return defaultResource(new eksV2.KubernetesManifest(scope, id, { cluster, ...props }));
}

function defaultResource(manifest: IConstruct): CfnResource {
  return manifest.node.defaultChild as CfnResource;
}
