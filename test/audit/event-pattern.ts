type Pattern = { [key: string]: unknown };

/**
 * A matcher of EventBridge patterns, for exact values, `null`, `prefix`, `exists` and `$or`.
 * Anything else is an error.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesEventPattern(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') {
      return (expected as Pattern[]).some((alternative) => matchesEventPattern(alternative, event));
    }
    const value = isObject(event) ? event[key] : undefined;
    if (!Array.isArray(expected)) return matchesEventPattern(expected as Pattern, value);
    if (isObject(value)) throw new Error(`Only leaves are compared, and ${key} is not one`);
    return expected.some((condition) => holds(condition, value));
  });
}

/** The event that EventBridge makes of a CloudTrail record. */
export function viaCloudTrail(record: Record<string, unknown>): Record<string, unknown> {
  const service = String(record.eventSource).replace('.amazonaws.com', '');
  return {
    version: '0',
    id: '44444444-4444-4444-8444-444444444444',
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${service}`,
    account: record.recipientAccountId,
    time: record.eventTime,
    region: record.awsRegion,
    resources: [],
    detail: record,
  };
}

function holds(condition: unknown, value: unknown): boolean {
  if (!isObject(condition)) return value === condition;
  const [operator, operand] = Object.entries(condition)[0];
  if (operator === 'exists') return (value !== undefined) === operand;
  if (operator === 'prefix') return typeof value === 'string' && value.startsWith(String(operand));
  throw new Error(`Not an operator: ${operator}`);
}

function isObject(value: unknown): value is Pattern {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
