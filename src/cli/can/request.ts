/**
 * What is asked of AWS.
 *
 * The context holds what is known of the request: a value, several values, or `null` for a key
 * that the request does not carry. A key that is not mentioned is open: the answer may depend on
 * it. Names of keys are matched without regard to case, as IAM does.
 */
export interface PolicyRequest {
  /** One action, `s3:GetObject`. */
  readonly action: string;
  /** One ARN, or `*` for an action that takes no resource. */
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[] | null>>;
}

/** Values of a context key; `null` where the request lacks it, `undefined` where nobody said. */
export function contextValues(
  context: PolicyRequest['context'],
  key: string,
): readonly string[] | null | undefined {
  const name = Object.keys(context).find((k) => k.toLowerCase() === key.toLowerCase());
  const value = name === undefined ? undefined : context[name];
  return typeof value === 'string' ? [value] : value;
}
