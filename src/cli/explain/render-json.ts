import { type Page, textPage } from '../page';
import { printableJson } from '../printable-text';
import type { Explanation } from './explained-role';

export function renderJson(explanation: Explanation): Page {
  return textPage(printableJson({ version: 1, ...explanation }));
}
