import type { Json } from '../deployed-value';

/** What AWS STS is asked, and what it knows of the caller. Keys are as IAM names them. */
export interface TrustRequest {
  readonly action: string;
  /** `Federated`, `Service` or `AWS`, and who. */
  readonly principal: { readonly [type: string]: string };
  readonly context: { readonly [key: string]: string | string[] };
}

type Statement = {
  readonly Effect: string;
  readonly Principal: Json;
  readonly Action: string | string[];
  readonly Condition?: {
    readonly [operator: string]: { readonly [key: string]: string | string[] };
  };
};

/**
 * Whether a trust policy admits a request, by the rules of IAM as far as trust policies here need them. Written
 * for the tests alone; an operator that it does not know is an error.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function admits(
  document: { readonly Statement: Statement[] },
  request: TrustRequest,
): boolean {
  const matching = document.Statement.filter((statement) => applies(statement, request));
  return (
    matching.some(({ Effect }) => Effect === 'Allow') &&
    !matching.some(({ Effect }) => Effect === 'Deny')
  );
}

function applies(statement: Statement, { action, principal, context }: TrustRequest): boolean {
  const [[type, who]] = Object.entries(principal);
  return (
    [statement.Action].flat().includes(action) &&
    (statement.Principal === '*' || [statement.Principal[type] ?? []].flat().includes(who)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) =>
        holds(operator, [wanted].flat(), contextValue(context, key)),
      ),
    )
  );
}

/** Condition keys do not tell upper from lower case. */
function contextValue(context: TrustRequest['context'], key: string): string[] | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found && [found[1]].flat();
}

function holds(operator: string, wanted: string[], found: string[] | undefined): boolean {
  const [, set, name, ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const compare = COMPARISONS[name];
  if (!compare) {
    throw new Error(`the evaluator does not know the operator '${operator}'`);
  }
  if (found === undefined) {
    return ifExists !== undefined || set === 'ForAllValues' || name.includes('Not');
  }
  const matches = (value: string) =>
    name.includes('Not')
      ? wanted.every((pattern) => compare(value, pattern))
      : wanted.some((pattern) => compare(value, pattern));
  return set === 'ForAllValues' ? found.every(matches) : found.some(matches);
}

const COMPARISONS: { readonly [operator: string]: (value: string, wanted: string) => boolean } = {
  StringEquals: (value, wanted) => value === wanted,
  StringNotEquals: (value, wanted) => value !== wanted,
  StringLike: (value, wanted) => glob(wanted).test(value),
  StringNotLike: (value, wanted) => !glob(wanted).test(value),
  ArnEquals: arnLike,
  ArnLike: arnLike,
};

/** Part by part, so that `*` does not reach over a colon. */
function arnLike(value: string, wanted: string): boolean {
  const [ours, theirs] = [value, wanted].map((arn) => arn.split(':'));
  const parts = [ours, theirs].map((arn) => [...arn.slice(0, 5), arn.slice(5).join(':')]);
  return parts[0].every((part, index) => glob(parts[1][index]).test(part));
}

function glob(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
