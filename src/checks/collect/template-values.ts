import { isUnresolved, mark } from '../expression';
import { namedResource } from './named-resources';
import { atMost, issuerOfUrl, pieceOf } from './text-piece';

/** A stack's template and what is known about where it goes. */
export interface TemplateInput {
  /** Unique among the templates: the stack's path or name. */
  readonly stack: string;
  readonly template: Template;
  /** The name in AWS, which exports may be built from. */
  readonly stackName?: string;
  readonly account?: string;
  readonly region?: string;
  /** Construct paths by logical id; otherwise `aws:cdk:path` is used. */
  readonly paths?: Record<string, string>;
  /** For a nested stack: the resource that makes it. */
  readonly nestedIn?: { readonly stack: string; readonly logicalId: string };
}

export interface Template {
  readonly Resources?: Record<string, TemplateResource>;
  readonly Outputs?: Record<string, { Value?: unknown; Export?: { Name?: unknown } }>;
  readonly Mappings?: Record<string, Record<string, Record<string, unknown>>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
}

export type Json = Record<string, unknown>;

export const OIDC_PROVIDER_TYPES = [
  'AWS::IAM::OIDCProvider',
  'Custom::AWSCDKOpenIdConnectProvider',
];
export const CLUSTER_TYPES = ['AWS::EKS::Cluster', 'Custom::AWSCDK-EKS-Cluster'];

const MAX_DEPTH = 100;

/** Works out intrinsic functions over a set of templates, as far as they can be. */
export class TemplateValues {
  private readonly inputs = new Map<string, TemplateInput>();
  private readonly nested = new Map<string, TemplateInput>();
  private readonly memo = new Map<string, unknown>();
  private exports?: Map<string, [TemplateInput, unknown]>;

  constructor(inputs: readonly TemplateInput[]) {
    for (const input of inputs) {
      this.inputs.set(input.stack, input);
      if (input.nestedIn) {
        this.nested.set(`${input.nestedIn.stack}|${input.nestedIn.logicalId}`, input);
      }
    }
  }

  /** The value with every intrinsic worked out or replaced by a mark; `AWS::NoValue` is left out. */
  public resolve(input: TemplateInput, value: unknown, depth = 0): unknown {
    if (depth > MAX_DEPTH) return mark('Fn::TooDeep');
    if (Array.isArray(value)) {
      return value
        .map((item) => this.resolve(input, item, depth + 1))
        .filter((item) => item !== undefined);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    if (entries.length === 1) {
      const [name, argument] = entries[0];
      if (name === 'Ref' && typeof argument === 'string') return this.ref(input, argument, depth);
      if (name.startsWith('Fn::')) return this.intrinsic(input, name, argument, depth + 1);
    }
    const result: Json = {};
    for (const [key, item] of entries) {
      const resolved = this.resolve(input, item, depth + 1);
      if (resolved !== undefined) result[key] = resolved;
    }
    return result;
  }

  /** The same for a value that should be text. */
  public text(input: TemplateInput, value: unknown, depth = 0): string | undefined {
    const resolved = this.resolve(input, value, depth);
    if (resolved === undefined || resolved === null) return undefined;
    return typeof resolved === 'object'
      ? mark(`Fn::Object ${JSON.stringify(resolved)}`)
      : `${resolved}`;
  }

  /** Values that refer to others twice would double the work in each step; a loop ends in its mark. */
  private once(expression: string, work: () => unknown): unknown {
    if (!this.memo.has(expression)) {
      this.memo.set(expression, mark(expression));
      this.memo.set(expression, work());
    }
    return this.memo.get(expression);
  }

  private intrinsic(input: TemplateInput, name: string, argument: unknown, depth: number): unknown {
    switch (name) {
      case 'Fn::GetAtt':
        return this.getAtt(input, argument, depth);
      case 'Fn::Sub':
        return this.sub(input, argument, depth);
      case 'Fn::Join':
        return this.join(input, argument, depth);
      case 'Fn::Select':
        return this.select(input, argument, depth);
      case 'Fn::Split':
        return this.split(input, argument, depth);
      case 'Fn::If':
        return this.choice(input, argument, depth);
      case 'Fn::ToJsonString':
        return JSON.stringify(this.resolve(input, argument, depth));
      case 'Fn::ImportValue':
        return this.importValue(input, argument, depth);
      case 'Fn::FindInMap':
        return this.findInMap(input, argument, depth);
      default:
        return mark(`${name} ${JSON.stringify(this.resolve(input, argument, depth))}`);
    }
  }

  private ref(input: TemplateInput, id: string, depth: number): unknown {
    switch (id) {
      case 'AWS::NoValue':
        return undefined;
      case 'AWS::AccountId':
        return input.account ?? mark(id);
      case 'AWS::Region':
        return input.region ?? mark(id);
      case 'AWS::StackName':
        return input.stackName ?? mark(`${id} ${input.stack}`);
    }
    if (id.startsWith('AWS::')) return mark(id);
    return this.once(`Ref ${input.stack}.${id}`, () => this.refersTo(input, id, depth));
  }

  private refersTo(input: TemplateInput, id: string, depth: number): unknown {
    const resource = input.template.Resources?.[id];
    if (!resource && input.nestedIn) {
      const parent = this.inputs.get(input.nestedIn.stack);
      const parameters = parent?.template.Resources?.[input.nestedIn.logicalId]?.Properties
        ?.Parameters as Json | undefined;
      if (parent && parameters && Object.hasOwn(parameters, id)) {
        return this.resolve(parent, parameters[id], depth + 1);
      }
    }
    if (resource) {
      if (OIDC_PROVIDER_TYPES.includes(resource.Type)) return this.providerArn(input, id, depth);
      const known =
        namedResource(resource.Type)?.ref === 'arn'
          ? this.namedArn(input, resource, depth)
          : this.literalName(input, resource, depth);
      if (known !== undefined) return known;
    }
    return mark(`Ref ${input.stack}.${id}`);
  }

  /** What `Ref` gives where the resource has a literal name. */
  private literalName(
    input: TemplateInput,
    { Type, Properties }: TemplateResource,
    depth: number,
  ): string | undefined {
    const named = namedResource(Type);
    const name =
      Type === 'AWS::IAM::Role'
        ? Properties?.RoleName
        : Type === 'AWS::EKS::Cluster'
          ? Properties?.Name
          : Type === 'Custom::AWSCDK-EKS-Cluster'
            ? (Properties?.Config as Json | undefined)?.name
            : named?.ref && Properties?.[named.name];
    return this.literal(input, name, depth);
  }

  private literal(input: TemplateInput, value: unknown, depth: number): string | undefined {
    const text = value === undefined ? undefined : this.text(input, value, depth + 1);
    return text === undefined || isUnresolved(text) ? undefined : text;
  }

  /** The ARN of a resource that has a literal name. */
  private namedArn(
    input: TemplateInput,
    { Type, Properties }: TemplateResource,
    depth: number,
  ): string | undefined {
    const named = namedResource(Type);
    const name = named && this.literal(input, Properties?.[named.name], depth);
    if (named === undefined || name === undefined) return undefined;
    const region = input.region ?? mark('AWS::Region');
    const account = input.account ?? mark('AWS::AccountId');
    return `arn:${mark('AWS::Partition')}:${named.arn({ region, account, name })}`;
  }

  /** The ARN of a provider in the templates: it is made of account and issuer. */
  private providerArn(input: TemplateInput, id: string, depth: number): string {
    const account = input.account ?? mark('AWS::AccountId');
    const url = this.text(input, input.template.Resources?.[id].Properties?.Url, depth + 1);
    const issuer = url === undefined ? mark(`Ref ${input.stack}.${id}`) : issuerOfUrl(url);
    return `arn:${mark('AWS::Partition')}:iam::${account}:oidc-provider/${issuer}`;
  }

  private getAtt(input: TemplateInput, argument: unknown, depth: number): unknown {
    const [id, attribute] = Array.isArray(argument)
      ? [String(argument[0]), this.text(input, argument.slice(1).join('.'), depth) ?? '']
      : splitOnce(String(argument), '.');
    return this.once(`Fn::GetAtt ${input.stack}.${id}.${attribute}`, () =>
      this.attribute(input, id, attribute, depth),
    );
  }

  private attribute(input: TemplateInput, id: string, attribute: string, depth: number): unknown {
    const resource = input.template.Resources?.[id];
    const type = resource?.Type ?? '';
    if (OIDC_PROVIDER_TYPES.includes(type) && attribute === 'Arn') {
      return this.providerArn(input, id, depth);
    }
    if (type === 'AWS::IAM::Role' && attribute === 'Arn' && resource) {
      const name = this.literalName(input, resource, depth);
      const path = this.text(input, resource.Properties?.Path, depth + 1) ?? '/';
      if (name !== undefined) {
        const account = input.account ?? mark('AWS::AccountId');
        return `arn:${mark('AWS::Partition')}:iam::${account}:role${path}${name}`;
      }
    }
    if (resource && attribute === namedResource(type)?.attribute) {
      const arn = this.namedArn(input, resource, depth);
      if (arn !== undefined) return arn;
    }
    if (CLUSTER_TYPES.includes(type) && attribute === 'OpenIdConnectIssuerUrl') {
      return `https://${mark(`Fn::GetAtt ${input.stack}.${id}.OpenIdConnectIssuer`)}`;
    }
    if (type === 'Custom::AWSCDKCfnJson' && attribute === 'Value') {
      const text = this.text(input, resource?.Properties?.Value, depth + 1);
      const parsed = text === undefined ? undefined : parseJson(text);
      if (parsed !== undefined) return parsed;
    }
    const nested = attribute.startsWith('Outputs.') && this.nested.get(`${input.stack}|${id}`);
    if (nested) {
      const output = nested.template.Outputs?.[attribute.slice('Outputs.'.length)];
      if (output) return this.resolve(nested, output.Value, depth + 1);
    }
    return mark(`Fn::GetAtt ${input.stack}.${id}.${attribute}`);
  }

  private sub(input: TemplateInput, argument: unknown, depth: number): unknown {
    const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
    if (typeof text !== 'string') return mark(`Fn::Sub ${JSON.stringify(argument)}`);
    const variables = new Map(
      Object.entries(given ?? {}).map(([name, value]) => [name, this.text(input, value, depth)]),
    );
    return atMost(
      text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
        if (literal) return `\${${name}}`;
        const variable = name.trim();
        const value = variables.has(variable)
          ? variables.get(variable)
          : variable.includes('.')
            ? this.text(input, { 'Fn::GetAtt': variable }, depth)
            : this.text(input, { Ref: variable }, depth);
        return value ?? '';
      }),
    );
  }

  private join(input: TemplateInput, argument: unknown, depth: number): unknown {
    const [delimiter, list] = Array.isArray(argument) ? argument : ['', argument];
    const items = this.resolve(input, list, depth);
    if (!Array.isArray(items)) return mark(`Fn::Join ${delimiter} of ${JSON.stringify(items)}`);
    return atMost(items.map((item) => this.text(input, item, depth)).join(String(delimiter)));
  }

  private split(input: TemplateInput, argument: unknown, depth: number): unknown {
    const [delimiter, source] = Array.isArray(argument) ? argument : ['', ''];
    const text = this.text(input, source, depth) ?? '';
    return isUnresolved(text) ? mark(`Fn::Split ${delimiter} of ${text}`) : text.split(delimiter);
  }

  private select(input: TemplateInput, argument: unknown, depth: number): unknown {
    const [index, list] = Array.isArray(argument) ? argument : [0, argument];
    const split = (list as Json | undefined)?.['Fn::Split'];
    if (Array.isArray(split)) {
      const text = this.text(input, split[1], depth) ?? '';
      const piece = pieceOf(text, String(split[0]), Number(index));
      return piece ?? mark(`Fn::Select ${index} of Fn::Split ${split[0]} of ${text}`);
    }
    const items = this.resolve(input, list, depth);
    const item = Array.isArray(items) ? items[Number(index)] : undefined;
    return item ?? mark(`Fn::Select ${index} of ${JSON.stringify(items)}`);
  }

  private choice(input: TemplateInput, argument: unknown, depth: number): unknown {
    const [condition, yes, no] = Array.isArray(argument) ? argument : [argument];
    const a = this.resolve(input, yes, depth);
    const b = this.resolve(input, no, depth);
    if (JSON.stringify(a) === JSON.stringify(b)) return a;
    return mark(`Fn::If ${condition} of ${JSON.stringify(a)} or ${JSON.stringify(b)}`);
  }

  private importValue(input: TemplateInput, argument: unknown, depth: number): unknown {
    const name = this.text(input, argument, depth) ?? '';
    this.exports ??= this.allExports();
    const exported = this.exports.get(name);
    const expression = `Fn::ImportValue ${name}`;
    return exported
      ? this.once(expression, () => this.resolve(exported[0], exported[1], depth + 1))
      : mark(expression);
  }

  private allExports(): Map<string, [TemplateInput, unknown]> {
    const found = new Map<string, [TemplateInput, unknown]>();
    for (const input of this.inputs.values()) {
      for (const output of Object.values(input.template.Outputs ?? {})) {
        const name = output?.Export && this.text(input, output.Export.Name);
        if (name) found.set(name, [input, output.Value]);
      }
    }
    return found;
  }

  private findInMap(input: TemplateInput, argument: unknown, depth: number): unknown {
    const [map, first, second] = Array.isArray(argument)
      ? argument.slice(0, 3).map((key) => this.text(input, key, depth) ?? '')
      : [];
    const found = input.template.Mappings?.[map]?.[first]?.[second];
    return found ?? mark(`Fn::FindInMap ${map} ${first} ${second}`);
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
