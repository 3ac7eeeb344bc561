import { CfnElement, CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
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
  const clusters = new Map<Stack, Map<DeclaredCluster, DeclaredCluster>>();
  for (const construct of root.node.findAll()) {
    const identity = declaredIdentity(construct);
    if (identity) {
      declared.push(settled(construct, identity, clusters));
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

/** A declaration without tokens. Identities share clusters, and a role of ours has its ARN by its logical id. */
function settled(
  construct: IConstruct,
  { clusters, ...identity }: DeclaredIdentity,
  known: Map<Stack, Map<DeclaredCluster, DeclaredCluster>>,
): DeclaredIdentity {
  const stack = Stack.of(construct);
  const settledClusters = known.get(stack) ?? new Map<DeclaredCluster, DeclaredCluster>();
  known.set(stack, settledClusters);
  const cluster = (given: DeclaredCluster) => {
    const result = settledClusters.get(given) ?? stack.resolve(given);
    settledClusters.set(given, result);
    return result;
  };
  const rest = stack.resolve(identity);
  return {
    ...rest,
    roleArn: rest.roleArn ?? { 'Fn::GetAtt': [rest.roleLogicalId, 'Arn'] },
    clusters: clusters.map(cluster),
    path: construct.node.path,
    stack: nameOf(stack),
  };
}

const nameOf = (stack: Stack): string => stack.node.path || stack.stackName;

function isOfInterest(element: CfnElement): boolean {
  return !CfnResource.isCfnResource(element) || TYPES_OF_INTEREST.has(element.cfnResourceType);
}

function rendered(stacks: Map<Stack, RenderedStack>, stack: Stack): RenderedStack {
  const known = stacks.get(stack);
  if (known) return known;
  const literal = (value: string) => (Token.isUnresolved(value) ? undefined : value);
  const parent = stack.nestedStackResource;
  const made: RenderedStack = {
    stack: nameOf(stack),
    stackName: literal(stack.stackName),
    account: literal(stack.account),
    region: literal(stack.region),
    template: { Resources: {}, Outputs: {}, Mappings: {} },
    paths: {},
    nestedIn: parent &&
      stack.nestedStackParent && {
        stack: nameOf(stack.nestedStackParent),
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
