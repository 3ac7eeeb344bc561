import { readDocument, trustStatement } from '../../checks/collect/policy-document';
import { accountOfArn } from '../../checks/expression';
import type { TrustStatement } from '../../checks/facts';
import { issuerDifference } from './eks-issuer';
import { answered, type PodObservations, providerOf, withoutScheme } from './observe-pod';
import { containersOf, mechanismOf, serviceAccountOf } from './pod-mechanism';
import { unanswered } from './service-account-steps';
import { cannotTell, ok, problem, type Step } from './step';
import { trustSteps } from './trust-steps';

/** What IAM needs to take the pod's token. */
export function irsaSteps(o: PodObservations): Step[] {
  return [providerStep(o), clientIdStep(o), ...trust(o), fileStep(o)].filter(
    (s) => s !== undefined,
  );
}

function issuerOf(o: PodObservations): string | undefined {
  return withoutScheme(answered(o.cluster)?.cluster?.identity?.oidc?.issuer);
}

/** The audience of the projected token, or what the webhook will ask for. */
function audienceOf(o: PodObservations): string {
  const volumes = answered(o.pod)?.spec?.volumes ?? [];
  const token = volumes.find((v) => v.name === 'aws-iam-token')?.projected?.sources?.[0]
    ?.serviceAccountToken;
  const annotation = answered(o.serviceAccount)?.metadata?.annotations?.[
    'eks.amazonaws.com/audience'
  ];
  return token?.audience ?? annotation ?? 'sts.amazonaws.com';
}

/** Whether IAM was asked in another account than that of the role. */
function foreignAccount(o: PodObservations): string | undefined {
  const account = accountOfArn(mechanismOf(o).annotatedRole ?? '');
  const own = /^arn:[^:]+:eks:[^:]+:(\d{12}):/.exec(answered(o.cluster)?.cluster?.arn ?? '')?.[1];
  return account !== undefined && own !== undefined && account !== own ? account : undefined;
}

function providerStep(o: PodObservations): Step {
  const question = "Is the cluster's issuer registered in IAM as an OIDC provider?";
  const issuer = issuerOf(o);
  const command = o.providers?.command;
  const foreign = foreignAccount(o);
  if (foreign) {
    return {
      ...cannotTell(
        question,
        [`The role is in account ${foreign}, which must have its own provider for ${issuer}.`],
        `Ask with credentials of account ${foreign}: aws iam list-open-id-connect-providers`,
      ),
      command,
    };
  }
  if (issuer === undefined)
    return unanswered(
      question,
      o.cluster,
      'The name of the EKS cluster is not known; name it with --cluster.',
    );
  const list = answered(o.providers);
  if (!list) return unanswered(question, o.providers, 'The providers were not asked for.');
  const arn = providerOf(o.providers, issuer);
  if (arn) return { ...ok(question, arn), command };
  const others = (list.OpenIDConnectProviderList ?? []).flatMap(
    (p) => p.Arn?.split(':oidc-provider/')[1] ?? [],
  );
  const near = others.find((other) => issuerDifference(issuer, other)?.includes('slash'));
  return {
    ...problem(
      question,
      [
        `issuer of the cluster: ${issuer}`,
        `registered: ${others.slice(0, 5).join(', ') || '(none)'}${others.length > 5 ? `, and ${others.length - 5} more` : ''}`,
        ...(near ? [issuerDifference(issuer, near) ?? ''] : []),
      ],
      'Make the provider (WorkloadCluster.fromAttributes with oidcIssuerUrl does). A cluster that was made again has a new issuer and needs a new one.',
    ),
    command,
  };
}

function clientIdStep(o: PodObservations): Step | undefined {
  const question = 'Does the OIDC provider list the audience of the token?';
  if (!o.provider) return undefined;
  const ids = answered(o.provider)?.ClientIDList;
  if (!ids) return unanswered(question, o.provider, '');
  const found = [`token: ${audienceOf(o)}`, `client ids: ${ids.join(', ') || '(none)'}`];
  const command = o.provider.command;
  return ids.includes(audienceOf(o))
    ? { ...ok(question, ...found), command }
    : {
        ...problem(
          question,
          [...found, 'STS answers InvalidIdentityToken (incorrect token audience).'],
          'Add the audience to the client ids of the provider, or remove eks.amazonaws.com/audience from the ServiceAccount and recreate the pod.',
        ),
        command,
      };
}

function trust(o: PodObservations): Step[] {
  const question = 'Does the trust policy of the role admit the pod?';
  const statements = roleTrust(o);
  if (!statements) return [roleUnknown(question, o)];
  const { namespace } = o.target;
  const claims = {
    issuer: issuerOf(o),
    subject: `system:serviceaccount:${namespace}:${serviceAccountOf(o)}`,
    audiences: [audienceOf(o)],
  };
  return trustSteps(claims, statements).map((step) => ({ ...step, command: o.role?.command }));
}

export function roleTrust(o: PodObservations): TrustStatement[] | undefined {
  const { annotatedRole, associatedRole } = mechanismOf(o);
  const role = answered(o.role)?.Role;
  // The same name in another account is another role.
  if (role?.Arn !== (associatedRole ?? annotatedRole)?.trim()) return undefined;
  return readDocument(role?.AssumeRolePolicyDocument).statements?.map(trustStatement);
}

export function roleUnknown(question: string, o: PodObservations): Step {
  const { annotatedRole, associatedRole } = mechanismOf(o);
  const wanted = (associatedRole ?? annotatedRole ?? '').trim();
  const found = answered(o.role)?.Role?.Arn;
  const command = o.role?.command;
  if (o.role && 'failure' in o.role && o.role.failure === 'not found' && !foreignAccount(o)) {
    return {
      ...problem(
        question,
        [`There is no role ${wanted}.`],
        'Deploy the role, or correct its ARN; the name is compared with upper and lower case.',
      ),
      command,
    };
  }
  if (found !== undefined) {
    return {
      ...cannotTell(
        question,
        [`IAM answered with ${found}, not with ${wanted}.`],
        "Use credentials of the role's account, and compare the path in the ARN.",
      ),
      command,
    };
  }
  return unanswered(question, o.role, 'The ARN of the role cannot be read.');
}

function fileStep(o: PodObservations): Step | undefined {
  const question = 'May the process read the token file?';
  const spec = answered(o.pod)?.spec;
  const nonRoot = containersOf(o).filter((c) => {
    const user = c.securityContext?.runAsUser ?? spec?.securityContext?.runAsUser;
    return user === undefined
      ? (c.securityContext?.runAsNonRoot ?? spec?.securityContext?.runAsNonRoot ?? false)
      : user !== 0;
  });
  if (nonRoot.length === 0 || spec?.securityContext?.fsGroup !== undefined) return undefined;
  const version = /^1\.(\d+)/.exec(answered(o.cluster)?.cluster?.version ?? '')?.[1];
  const found = `Not root, and without fsGroup: ${nonRoot.map((c) => c.name).join(', ')}.`;
  if (version === undefined)
    return cannotTell(question, [
      found,
      'Before Kubernetes 1.19 that was not enough to read the file.',
    ]);
  return Number(version) >= 19
    ? ok(question, `${found} Kubernetes 1.${version} makes the file readable all the same.`)
    : problem(
        question,
        [`${found} Kubernetes 1.${version} leaves the file to root.`],
        'Set securityContext.fsGroup on the pod, for example 65534.',
      );
}
