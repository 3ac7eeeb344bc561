import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ClusterView } from '../cluster/cluster-view';
import { WorkloadIdentityError } from '../private/errors';
import { knownToDiffer } from '../private/same-environment';
import { GitOpsFiles } from './gitops-files';
import { ManifestGroup } from './manifest-group';
import type { DeliveryConfig } from './service-account-delivery';
import type { ServiceAccountSubject } from './service-account-subject';

/** A ServiceAccount that is ready to be written. */
export interface Deliverable {
  readonly identity: IConstruct;
  readonly cluster: ClusterView;
  readonly subject: ServiceAccountSubject;
  readonly manifest: Record<string, unknown>;
  /** The manifest as a file can hold it; undefined where an ARN in it is a token. */
  readonly literalManifest: Record<string, unknown> | undefined;
  /** What pods need besides the ServiceAccount, asked for at synthesis. */
  readonly prerequisites: () => IConstruct[];
}

/** Where a ServiceAccount went: in words, and the construct to wait for. */
export interface Delivered {
  readonly kind: DeliveryConfig['kind'];
  readonly detail?: string;
  readonly construct?: IConstruct;
}

export function deliver(config: DeliveryConfig, item: Deliverable): Delivered {
  switch (config.kind) {
    case 'kubectl': {
      const home = homeOf(item);
      const isAbroad = home !== Stack.of(item.identity);
      const group = ManifestGroup.of(item.identity, home, item.cluster, item.subject, config);
      group.add({
        identity: item.identity,
        serviceAccountName: item.subject.serviceAccountName,
        // A reference would lead back to the identity's stack, which waits for that of the cluster.
        manifest: (isAbroad ? item.literalManifest : undefined) ?? item.manifest,
        prerequisites: item.prerequisites,
      });
      return { kind: 'kubectl', detail: group.node.id, construct: group };
    }
    case 'gitOps': {
      if (item.literalManifest === undefined) {
        throw new WorkloadIdentityError(
          item.identity,
          "the role's ARN is only known at deployment, and gitOps() delivery writes the role-arn annotation " +
            'into a file at synthesis. Give a literal roleName in a stack with a literal account and region ' +
            '(or an imported role), or use PodIdentityAssociation, which puts no ARN into the file',
        );
      }
      const files = GitOpsFiles.of(item.identity, config.directory);
      const file = files.add(item.identity, item.cluster, item.subject, item.literalManifest);
      return { kind: 'gitOps', detail: file };
    }
    case 'external':
    case 'addon':
      return { kind: config.kind };
  }
}

/**
 * The stack of the identity: from there the manifest can name the role without a cycle through the cluster's
 * stack. Across accounts and Regions only the cluster's own stack can reach the cluster.
 */
function homeOf({ identity, cluster }: Deliverable): Stack {
  const stack = Stack.of(identity);
  const { account, region } = cluster.env;
  return knownToDiffer(account, stack.account) || knownToDiffer(region, stack.region)
    ? Stack.of(cluster.construct)
    : stack;
}
