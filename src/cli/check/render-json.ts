import { type Page, textPage } from '../page';
import { printableJson } from '../printable-text';
import type { CheckReport } from './check-report';

export function renderJson(report: CheckReport): Page {
  return textPage(printableJson({ version: 1, ...report }));
}
