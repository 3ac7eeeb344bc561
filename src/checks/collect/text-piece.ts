import { cutAtMarks, isUnresolved, mark, withoutScheme } from '../expression';

/** What `Fn::Select [1, Fn::Split ['//', url]]` would give, so that both forms compare equal. */
export function issuerOfUrl(url: string): string {
  if (!isUnresolved(url) || url.startsWith('https://')) return withoutScheme(url);
  return pieceOf(url, '//', 1) ?? mark(`Fn::Select 1 of Fn::Split // of ${url}`);
}

/** The issuer in a provider's ARN, as `Fn::Select [1, Fn::Split [':oidc-provider/', arn]]` gives. */
export function issuerOfProviderArn(arn: string): string | undefined {
  const piece = pieceOf(arn, ':oidc-provider/', 1);
  if (piece !== undefined || !isUnresolved(arn)) return piece;
  return mark(`Fn::Select 1 of Fn::Split :oidc-provider/ of ${arn}`);
}

/**
 * One piece of a split text, where the marks in it cannot move the cut: pseudo parameters never
 * hold a delimiter, and `//` and `:oidc-provider/` stand once in a URL or ARN.
 */
export function pieceOf(text: string, delimiter: string, index: number): string | undefined {
  const { literals, marks } = cutAtMarks(text);
  const once = delimiter === '//' || delimiter === ':oidc-provider/';
  if (!once && marks.some((item) => !item.startsWith('${AWS::'))) return undefined;
  const pieces = [''];
  literals.forEach((literal, at) => {
    const [head, ...rest] = literal.split(delimiter);
    pieces[pieces.length - 1] += head;
    pieces.push(...rest);
    pieces[pieces.length - 1] += marks[at] ?? '';
  });
  return pieces[index];
}

/** Values that double in each step end here; no template of CloudFormation is that large. */
const MAX_LENGTH = 2 ** 22;

export function atMost(text: string): string {
  return text.length > MAX_LENGTH ? mark('Fn::TooLong') : text;
}
