import { CfnResource, Reference, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib';
import { CfnAddon } from 'aws-cdk-lib/aws-eks';
import type { Construct, IConstruct, IDependable } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { logicalIdOf } from '../private/logical-id';
import { knownToDiffer } from '../private/same-environment';
import { sharedIn } from '../private/shared-in';
import type { ClusterView } from './cluster-view';

const ADDON_NAME = 'eks-pod-identity-agent';

/** How the EKS add-on of the agent is to be installed. */
export interface PodIdentityAgentAddonOptions {
  /**
   * The version of the add-on, for example `v1.3.8-eksbuild.2`.
   *
   * @default - the default version for the cluster's Kubernetes version
   */
  readonly addonVersion?: string;

  /**
   * The add-on's configuration as JSON, for example to run it on hybrid nodes.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/hybrid-nodes-add-ons.html
   * @default - no configuration
   */
  readonly configurationValues?: string;
}

/**
 * Who brings the EKS Pod Identity Agent onto the nodes. Without it no pod gets credentials.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html
 */
export abstract class PodIdentityAgent {
  /**
   * The default: the EKS add-on, once per cluster, for clusters that this app creates without EKS Auto
   * Mode, unless the app has that add-on already. Nothing for Auto Mode, which has the agent built in,
   * and nothing for imported clusters, which may have it already.
   */
  public static automatic(): PodIdentityAgent {
    return new Agent((scope, view) =>
      view.resource && !view.autoMode ? ensureAddon(scope, view) : undefined,
    );
  }

  /**
   * The EKS add-on, once per cluster, also on an imported cluster. The deployment fails where the
   * cluster has that add-on already.
   */
  public static addon(options: PodIdentityAgentAddonOptions = {}): PodIdentityAgent {
    return new Agent((scope, view) => ensureAddon(scope, view, options));
  }

  /** The agent is there already, or somebody else installs it. */
  public static preinstalled(): PodIdentityAgent {
    return new Agent(() => undefined);
  }

  /**
   * What the association has to wait for.
   *
   * @internal
   */
  public abstract readonly _ensure: (
    scope: Construct,
    view: ClusterView,
  ) => IDependable | undefined;
}

class Agent extends PodIdentityAgent {
  constructor(
    public readonly _ensure: (scope: Construct, view: ClusterView) => IDependable | undefined,
  ) {
    super();
  }
}

function ensureAddon(
  scope: Construct,
  view: ClusterView,
  options?: PodIdentityAgentAddonOptions,
): IDependable {
  const addon = sharedIn(
    scope,
    `pod-identity-agent ${view.construct.node.path}`,
    () => addonsOf(view)[0] ?? makeAddon(view, options),
  );
  const given = Object.keys(options ?? {}).length > 0 ? options : undefined;
  if (given && !hasOptions(addon, given)) {
    throw new WorkloadIdentityError(
      scope,
      `add-on '${ADDON_NAME}' of cluster '${view.construct.node.path}' is there already, as ` +
        `'${addon.node.path}', with ${saidOptions(addon)}, while this identity asks for ` +
        `${saidOptions(given)}: give the same PodIdentityAgent.addon() to every identity of the ` +
        'cluster, or PodIdentityAgent.preinstalled()',
    );
  }
  return addon;
}

function makeAddon(view: ClusterView, options: PodIdentityAgentAddonOptions | undefined): CfnAddon {
  const addon = options === undefined && view.owned ? ownAddonOf(view) : newAddon(view, options);
  addon.node.addValidation({ validate: () => otherAddons(addon, view) });
  return addon;
}

/** aws-cdk-lib's getter makes it once, so that its own ServiceAccount uses the same. */
function ownAddonOf(view: ClusterView): CfnAddon {
  const addon = view.owned?.eksPodIdentityAgent as IConstruct;
  return addon.node.defaultChild as CfnAddon;
}

function newAddon(view: ClusterView, options: PodIdentityAgentAddonOptions = {}): CfnAddon {
  const addon = new CfnAddon(view.construct as unknown as Construct, 'PodIdentityAgent', {
    addonName: ADDON_NAME,
    clusterName: view.name,
    addonVersion: options.addonVersion,
    configurationValues: options.configurationValues,
  });
  if (view.resource === undefined && !Token.isUnresolved(view.name)) {
    // A renamed import would otherwise be a second add-on, made before the first one goes.
    addon.overrideLogicalId(logicalIdOf('PodIdentityAgent', [], [view.name]));
  }
  return addon;
}

function hasOptions(addon: CfnAddon, options: PodIdentityAgentAddonOptions): boolean {
  return (
    addon.addonVersion === options.addonVersion &&
    addon.configurationValues === options.configurationValues
  );
}

function saidOptions({ addonVersion, configurationValues }: PodIdentityAgentAddonOptions): string {
  return `addonVersion '${addonVersion ?? ''}' and configurationValues '${configurationValues ?? ''}'`;
}

function otherAddons(ours: CfnAddon, view: ClusterView): string[] {
  return addonsOf(view)
    .filter((addon) => addon !== ours)
    .map(
      (addon) =>
        `add-on '${ADDON_NAME}' is declared twice for one cluster: here, for the identities, and as ` +
        `'${addon.node.path}'. Declare yours before the first identity, or give the identities ` +
        "'agent: PodIdentityAgent.preinstalled()'",
    );
}

function addonsOf(view: ClusterView): CfnAddon[] {
  return view.construct.node.root.node
    .findAll()
    .filter(isAddon)
    .filter((addon) => addon.addonName === ADDON_NAME)
    .filter((addon) => isOfCluster(addon, view));
}

function isOfCluster(addon: CfnAddon, view: ClusterView): boolean {
  const theirs = referencedBy(addon.clusterName);
  const ours = referencedBy(view.name);
  if (theirs && ours) {
    return theirs === ours;
  }
  const { account, region } = Stack.of(addon);
  return (
    [view.name, view.literalName].includes(addon.clusterName) &&
    Stage.of(addon) === Stage.of(view.construct) &&
    !knownToDiffer(account, view.env.account) &&
    !knownToDiffer(region, view.env.region)
  );
}

/** Two stacks may well have clusters of the same logical id: what counts is the construct. */
function referencedBy(name: string): IConstruct | undefined {
  const token = Tokenization.reverseString(name).firstToken;
  return Reference.isReference(token) ? token.target : undefined;
}

function isAddon(construct: unknown): construct is CfnAddon {
  return (
    CfnResource.isCfnResource(construct) &&
    construct.cfnResourceType === 'AWS::EKS::Addon' &&
    'addonName' in construct
  );
}
