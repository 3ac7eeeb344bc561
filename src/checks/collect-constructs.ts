import { CfnElement, CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { stackPath } from '../private/stack-path';
import { templateFragmentOf } from '../private/template-fragment';
import { TYPES_OF_INTEREST } from './collect/resources';
import { collectFacts, type Template, type TemplateInput } from './collect-template';
import { declaredIdentity } from './declared-identities';
import type { DeclaredCluster, DeclaredIdentity, Facts } from './facts';
import { QUOTAS_CONTEXT } from './quotas';

type Rendered = Required<Pick<Template, 'Resources' | 'Outputs' | 'Mappings'>>;

interface RenderedStack extends TemplateInput {
  readonly template: Rendered;
  readonly paths: Record<string, string>;
}

/**
 * The facts of a construct tree. Only the elements that facts are made of are rendered, with the
 * same tokens as synthesis would; the tree is not changed.
 */
export function collectConstructs(root: IConstruct): Facts {
  const stacks = new Map<Stack, RenderedStack>();
  const declared: DeclaredIdentity[] = [];
  const constructs = root.node.findAll();
  const cluster = clusterSettler(constructs);
  for (const construct of constructs) {
    const identity = declaredIdentity(construct);
    if (identity) {
      declared.push(settled(construct, identity, cluster));
    }
    if (CfnElement.isCfnElement(construct) && isOfInterest(construct)) {
      render(construct, rendered(stacks, construct.stack));
    }
  }
  return collectFacts({
    templates: [...stacks.values()],
    declared,
    quotas: root.node.tryGetContext(QUOTAS_CONTEXT),
  });
}

/** A declaration without tokens; a role of ours has its ARN by its logical id. */
function settled(
  construct: IConstruct,
  { clusters, ...identity }: DeclaredIdentity,
  cluster: (given: DeclaredCluster, from: Stack) => DeclaredCluster,
): DeclaredIdentity {
  const stack = Stack.of(construct);
  const rest = stack.resolve(identity);
  return {
    ...rest,
    roleArn: rest.roleArn ?? { 'Fn::GetAtt': [rest.roleLogicalId, 'Arn'] },
    clusters: clusters.map((given) => cluster(given, stack)),
    path: construct.node.path,
    stack: stackPath(stack),
  };
}

/** Clusters without tokens, each settled once for all its identities, in the stack that it is of. */
function clusterSettler(constructs: readonly IConstruct[]) {
  const stacks = new Map(
    constructs.filter(Stack.isStack).map((stack) => [stackPath(stack), stack]),
  );
  const known = new Map<DeclaredCluster, DeclaredCluster>();
  return (given: DeclaredCluster, from: Stack): DeclaredCluster => {
    const stack = stacks.get(given.stack ?? '') ?? from;
    const result = known.get(given) ?? stack.resolve(given);
    known.set(given, result);
    return result;
  };
}

function isOfInterest(element: CfnElement): boolean {
  return !CfnResource.isCfnResource(element) || TYPES_OF_INTEREST.has(element.cfnResourceType);
}

function rendered(stacks: Map<Stack, RenderedStack>, stack: Stack): RenderedStack {
  const known = stacks.get(stack);
  if (known) return known;
  const literal = (value: string) => (Token.isUnresolved(value) ? undefined : value);
  const parent = stack.nestedStackResource;
  const made: RenderedStack = {
    stack: stackPath(stack),
    stackName: literal(stack.stackName),
    account: literal(stack.account),
    region: literal(stack.region),
    template: { Resources: {}, Outputs: {}, Mappings: {} },
    paths: {},
    nestedIn: parent &&
      stack.nestedStackParent && {
        stack: stackPath(stack.nestedStackParent),
        logicalId: stack.nestedStackParent.resolve((parent as CfnResource).logicalId),
      },
  };
  stacks.set(stack, made);
  return made;
}

function render(element: CfnElement, into: RenderedStack): void {
  const fragment = templateFragmentOf(element);
  for (const section of ['Resources', 'Outputs', 'Mappings'] as const) {
    Object.assign(into.template[section], fragment[section]);
  }
  for (const logicalId of Object.keys(fragment.Resources ?? {})) {
    into.paths[logicalId] = element.node.path;
  }
}
