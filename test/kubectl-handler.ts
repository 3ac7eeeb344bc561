import type { Template } from 'aws-cdk-lib/assertions';
import type { Json } from './deployed-value';
import { type ResourceView, resourcesOf } from './template-views';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

/** What `kubectl apply --prune` looks for where nobody says otherwise: no ServiceAccounts. */
const PRUNED_KINDS = ['ConfigMap', 'Namespace', 'Pod', 'Secret', 'Service', 'Deployment'];

/**
 * The objects of clusters, and CDK's kubectl handler in front of them, as its
 * `aws-eks-v2/kubectl-handler/apply/__init__.py` handles the events of CloudFormation.
 */
export class KubectlHandler {
  /** Each deletion so far, as `<cluster> <Kind> <namespace>/<name>`. */
  public readonly deleted: string[] = [];

  private readonly objects = new Map<string, Json>();

  /** The object, as it was written last. */
  public find(cluster: string, kind: string, name: string): Json | undefined {
    return this.objects.get(`${cluster} ${kind} ${name}`);
  }

  public handle(request: 'Create' | 'Update' | 'Delete', properties: Json): void {
    const cluster = properties.ClusterName;
    const manifest: Json[] = JSON.parse(properties.Manifest);
    const overwrite = String(properties.Overwrite ?? 'false').toLowerCase() === 'true';
    if (request === 'Delete') {
      this.delete(cluster, manifest);
    } else if (request === 'Create' && !overwrite) {
      this.create(cluster, manifest);
    } else {
      this.apply(cluster, manifest);
    }
    if (request === 'Update' && properties.PruneLabel !== undefined) {
      this.prune(cluster, manifest, properties.PruneLabel);
    }
  }

  /** `kubectl apply`, by this handler or by anybody else. */
  public apply(cluster: string, manifest: Json[]): void {
    for (const object of manifest) {
      const { namespace } = object.metadata;
      if (namespace && !this.find(cluster, 'Namespace', namespace)) {
        throw new Error(`Error from server (NotFound): namespaces "${namespace}" not found`);
      }
      this.objects.set(keyOf(cluster, object), object);
    }
  }

  private create(cluster: string, manifest: Json[]): void {
    for (const object of manifest) {
      if (this.objects.has(keyOf(cluster, object))) {
        throw new Error(`Error from server (AlreadyExists): "${object.metadata.name}"`);
      }
      this.apply(cluster, [object]);
    }
  }

  private delete(cluster: string, manifest: Json[]): void {
    for (const object of manifest) {
      this.remove(keyOf(cluster, object));
      if (object.kind === 'Namespace') {
        for (const [key, { metadata }] of [...this.objects]) {
          if (key.startsWith(`${cluster} `) && metadata.namespace === object.metadata.name) {
            this.remove(key);
          }
        }
      }
    }
  }

  private prune(cluster: string, manifest: Json[], label: string): void {
    const kept = new Set(manifest.map((object) => keyOf(cluster, object)));
    const stale = [...this.objects].filter(
      ([key, { kind, metadata }]) =>
        key.startsWith(`${cluster} `) &&
        !kept.has(key) &&
        PRUNED_KINDS.includes(kind) &&
        label in (metadata.labels ?? {}),
    );
    this.delete(
      cluster,
      stale.map(([, object]) => object),
    );
  }

  private remove(key: string): void {
    if (this.objects.delete(key)) {
      this.deleted.push(key);
    }
  }
}

/** CloudFormation, as far as manifests and roles are concerned. A failed deployment just throws. */
export class ModelledDeployments {
  private readonly stacks = new Map<string, Template>();

  constructor(private readonly handler: KubectlHandler) {}

  /** Creates and updates first; what is gone from the template is deleted when that is done. */
  public deploy(stack: string, template: Template): void {
    const before = this.manifests(stack);
    const after = inOrder(resourcesOf(template, MANIFEST));
    for (const { id, properties } of after) {
      const old = before.find((other) => other.id === id);
      if (old === undefined) {
        this.handler.handle('Create', properties);
      } else if (JSON.stringify(old.properties) !== JSON.stringify(properties)) {
        this.handler.handle('Update', properties);
      }
    }
    this.deleteAll(before.filter(({ id }) => !after.some((other) => other.id === id)));
    this.stacks.set(stack, template);
  }

  public destroy(stack: string): void {
    this.deleteAll(this.manifests(stack));
    this.stacks.delete(stack);
  }

  /** The roles there are, as `<stack>/<logical id>`. */
  public roles(): string[] {
    return [...this.stacks].flatMap(([stack, template]) =>
      resourcesOf(template, 'AWS::IAM::Role').map(({ id }) => `${stack}/${id}`),
    );
  }

  private manifests(stack: string): ResourceView[] {
    const template = this.stacks.get(stack);
    return template ? inOrder(resourcesOf(template, MANIFEST)) : [];
  }

  /** The deletion policy that counts is the one that was deployed last. */
  private deleteAll(manifests: ResourceView[]): void {
    for (const { properties, deletionPolicy } of [...manifests].reverse()) {
      if (deletionPolicy !== 'Retain') {
        this.handler.handle('Delete', properties);
      }
    }
  }
}

function keyOf(cluster: string, { kind, metadata }: Json): string {
  return `${cluster} ${kind} ${[metadata.namespace, metadata.name].filter(Boolean).join('/')}`;
}

/** A resource comes after those that it depends on. */
function inOrder(resources: ResourceView[]): ResourceView[] {
  const ordered: ResourceView[] = [];
  const visit = (resource: ResourceView) => {
    if (!ordered.includes(resource)) {
      resources.filter(({ id }) => resource.dependsOn.includes(id)).forEach(visit);
      ordered.push(resource);
    }
  };
  resources.forEach(visit);
  return ordered;
}
