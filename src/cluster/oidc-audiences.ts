import { Annotations, AspectPriority, Aspects, type CfnResource, Lazy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

const AUDIENCES = Symbol.for('cdk-eks-workload-identity.OidcAudiences');

/** The audiences of a provider's tokens: its client id list, which grows with the identities. */
export class OidcAudiences {
  /** The audience of AWS STS, the same in every partition. */
  public static readonly DEFAULT = 'sts.amazonaws.com';

  /** The audiences of the given provider resource; `stand-in` is rendered instead of it, if it is there. */
  public static of(
    resource: CfnResource,
    standIn: () => IConstruct | undefined = () => undefined,
  ): OidcAudiences {
    const holder = resource as CfnResource & { [AUDIENCES]?: OidcAudiences };
    if (!holder[AUDIENCES]) {
      Object.defineProperty(resource, AUDIENCES, { value: new OidcAudiences(resource, standIn) });
    }
    return holder[AUDIENCES] as OidcAudiences;
  }

  /** A provider outside this app cannot be changed from here. */
  public static warnUnlessDefault(scope: IConstruct, providerArn: string, audience: string): void {
    if (audience !== OidcAudiences.DEFAULT) {
      Annotations.of(scope).addWarningV2(
        'cdk-eks-workload-identity:audienceOfExistingProvider',
        `Tokens for the audience '${audience}' are only accepted if the client id list of ` +
          `'${providerArn}' holds it. This app does not manage that provider: check with ` +
          "'aws iam get-open-id-connect-provider'",
      );
    }
  }

  private readonly audiences = new Set([OidcAudiences.DEFAULT]);

  private constructor(
    private readonly resource: CfnResource,
    standIn: () => IConstruct | undefined,
  ) {
    if (resource instanceof iam.CfnOIDCProvider) {
      resource.clientIdList = Lazy.list({ produce: () => this.list() });
    }
    // Before CDK takes the hash of a nested stack's template, which a validation would be too late for.
    Aspects.of(resource).add(
      {
        visit: () => {
          const other = standIn();
          if (other && this.audiences.size > 1) {
            this.overrideCustomResource(other);
          }
        },
      },
      { priority: AspectPriority.MUTATING },
    );
  }

  public add(audience: string): void {
    this.audiences.add(audience);
    if (!(this.resource instanceof iam.CfnOIDCProvider) && this.audiences.size > 1) {
      this.overrideCustomResource(this.resource);
    }
  }

  private overrideCustomResource(construct: IConstruct): void {
    const resource = (construct.node.defaultChild ?? construct) as CfnResource;
    resource.addPropertyOverride('ClientIDList', this.list());
  }

  private list(): string[] {
    const [first, ...others] = this.audiences;
    return [first, ...others.sort()];
  }
}
