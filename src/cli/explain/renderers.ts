import type { Page } from '../page';
import type { Explanation } from './explained-role';
import { renderHtml } from './render-html';
import { renderJson } from './render-json';
import { renderMermaid } from './render-mermaid';
import { renderText } from './render-text';

/** The values of `explain --format`. */
export const RENDERERS: Readonly<Record<string, (explanation: Explanation) => Page>> = {
  text: renderText,
  json: renderJson,
  mermaid: renderMermaid,
  html: renderHtml,
};
