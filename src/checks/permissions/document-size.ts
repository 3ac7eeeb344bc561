import { cutAtMarks } from '../expression';

/** The least and the most characters that a document can have at deployment. */
export interface DocumentSize {
  readonly least: number;
  readonly most: number;
}

/** As long as an ARN of a name of 64 characters gets. */
const LONGEST_EXPRESSION = 128;

/** IAM does not count white space. */
export function documentSize(document: unknown): DocumentSize {
  const text = (JSON.stringify(document) ?? '').replace(/\\[nrt]/g, '');
  const { literals, marks } = cutAtMarks(text);
  const least = literals.join('').replace(/\s/g, '').length;
  return { least, most: least + marks.length * LONGEST_EXPRESSION };
}

export function totalSize(sizes: readonly DocumentSize[]): DocumentSize {
  return {
    least: sizes.reduce((sum, { least }) => sum + least, 0),
    most: sizes.reduce((sum, { most }) => sum + most, 0),
  };
}
