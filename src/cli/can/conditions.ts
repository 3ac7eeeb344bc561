import { CONDITION_OPERATORS, type ConditionOperator, whereResolved } from './condition-operators';
import { type ConditionBlock, type ConditionValue, listOf } from './policy-document';
import { expand } from './policy-variables';
import { contextValues, type PolicyRequest } from './request';
import { depends, every, NO, not, some, type Truth, truth, unknown, YES } from './truth';

type SetQualifier = 'ForAllValues' | 'ForAnyValue';

interface ParsedOperator {
  readonly qualifier?: SetQualifier;
  readonly base: string;
  readonly ifExists: boolean;
}

/**
 * Whether a `Condition` element holds: all operators and all keys must.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function conditionsHold(
  block: ConditionBlock | undefined,
  version: string | undefined,
  context: PolicyRequest['context'],
): Truth {
  return every(
    Object.entries(block ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) =>
        keyHolds(operator, key, listOf(values), version, context),
      ),
    ),
  );
}

function keyHolds(
  operator: string,
  key: string,
  values: readonly ConditionValue[],
  version: string | undefined,
  context: PolicyRequest['context'],
): Truth {
  const parsed = parse(operator);
  const asked = contextValues(context, key);
  if (parsed.base === 'Null') return nullHolds(operator, parsed, key, values, asked);
  const known = CONDITION_OPERATORS.get(parsed.base);
  if (known === undefined) return unknown(`'${operator}' is not a documented condition operator`);
  if (asked === undefined) return depends({ operator, key, values });
  const present = parsed.qualifier ? (asked ?? []).filter((v) => v !== '') : (asked ?? []);
  if (present.length === 0) return absent(parsed, known);
  if (present.length > 1 && parsed.qualifier === undefined) {
    return unknown(`${key} has several values, and ${operator} has no ForAnyValue or ForAllValues`);
  }
  const matches = present.map((value) => valueHolds(known, value, values, version, context));
  return parsed.qualifier === 'ForAnyValue' ? some(matches) : every(matches);
}

function parse(operator: string): ParsedOperator {
  const [, qualifier, base, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/s.exec(
    operator,
  ) as RegExpExecArray;
  return {
    qualifier: qualifier as SetQualifier | undefined,
    base,
    ifExists: ifExists !== undefined,
  };
}

/** The key is missing, or empty under a set qualifier. */
function absent(operator: ParsedOperator, known: ConditionOperator): Truth {
  if (operator.ifExists || operator.qualifier === 'ForAllValues') return YES;
  return operator.qualifier === 'ForAnyValue' ? NO : truth(known.negated);
}

/** One value of the request against all values of the policy: OR, or NOR where negated. */
function valueHolds(
  operator: ConditionOperator,
  asked: string,
  values: readonly ConditionValue[],
  version: string | undefined,
  context: PolicyRequest['context'],
): Truth {
  const anyValue = some(
    values.map((value) => {
      const written = String(value);
      if (!operator.variables) return operator.compare(asked, { written, tokens: [] });
      const { tokens, missing } = expand(written, version, context, operator.wildcards);
      if (missing.length === 0) {
        const answer = operator.compare(asked, { written, tokens });
        return operator.negated ? whereResolved(answer, { written, tokens }, 'Condition') : answer;
      }
      // "If AWS cannot resolve a variable, this might cause the entire statement to be invalid":
      // certain only where not matching is what invalidity comes to.
      return operator.negated ? unknown(`the request has no ${missing[0]} for '${written}'`) : NO;
    }),
  );
  return operator.negated ? not(anyValue) : anyValue;
}

function nullHolds(
  operator: string,
  parsed: ParsedOperator,
  key: string,
  values: readonly ConditionValue[],
  asked: readonly string[] | null | undefined,
): Truth {
  if (parsed.ifExists || parsed.qualifier !== undefined) {
    return unknown(`'${operator}' is not a documented condition operator`);
  }
  if (asked === undefined) return depends({ operator, key, values });
  const isNull = asked === null || asked.length === 0;
  return some(values.map((value) => truth(String(value).toLowerCase() === String(isNull))));
}
