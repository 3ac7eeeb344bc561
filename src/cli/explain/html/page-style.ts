import { colourProperties, DARK, LIGHT } from './page-colours';

const BASE = `
:root { color-scheme: light; ${colourProperties(LIGHT)} --reach: 1.6rem; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; ${colourProperties(DARK)} }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 400 0.9375rem/1.5 Inter, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header, main, footer { max-width: 88rem; margin-inline: auto; padding-inline: clamp(1rem, 3vw, 2.5rem); }
h1 { margin: 0; font-size: 1.75rem; font-weight: 650; letter-spacing: -0.02em; line-height: 1.2; }
h2 { margin: 0; font-size: 1.125rem; font-weight: 650; letter-spacing: -0.01em; }
h4 { margin: 0 0 0.5rem; font-size: 0.8125rem; font-weight: 600; color: var(--soft); }
p { margin: 0; }
ul { list-style: none; margin: 0; padding: 0; }
b, th { font-weight: 600; }
code { font: 0.8125rem/1.45 "JetBrains Mono", ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace; }
mark { background: var(--warning-paper); color: var(--warning); border-radius: 3px; padding-inline: 0.15em; font-weight: 600; }
.soft { color: var(--soft); }
.hidden-visually { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden]:not([hidden="until-found"]) { display: none !important; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 3; background: var(--card); color: var(--accent); padding: 0.5rem 1rem; border-radius: 6px; }
.skip:focus { top: 0.75rem; }
.badge { display: inline-block; padding: 0.05rem 0.5rem; border-radius: 1rem; border: 1px solid var(--line);
  font-size: 0.75rem; line-height: 1.4; font-weight: 550; color: var(--soft); white-space: nowrap; }
.badge.error { color: var(--error); background: var(--error-paper); border-color: currentColor; }
.badge.warning { color: var(--warning); background: var(--warning-paper); border-color: transparent; }
.badge.info { color: var(--info); background: var(--info-paper); border-color: transparent; }
.badge.error::before { content: "\\25B2"; font-size: 0.6rem; margin-right: 0.3rem; vertical-align: 0.08rem; }
`;

const HEAD = `
header { padding-block: 2.5rem 1.25rem; }
header p { color: var(--soft); margin-top: 0.35rem; max-width: 60ch; }
.figures { display: flex; flex-wrap: wrap; gap: 0.5rem 2.25rem; margin-top: 1.5rem; }
.figures div { display: flex; flex-direction: column-reverse; }
.figures dt { color: var(--soft); font-size: 0.8125rem; }
.figures dd { margin: 0; font-size: 1.5rem; font-weight: 600; letter-spacing: -0.02em; line-height: 1.25; font-variant-numeric: tabular-nums; }
.figures .error dd { color: var(--error); }
.figures .warning dd { color: var(--warning); }
#filter { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: 0.6rem 1.1rem;
  margin-inline: calc(-1 * clamp(1rem, 3vw, 2.5rem)); padding: 0.75rem clamp(1rem, 3vw, 2.5rem);
  background: var(--paper); border-block: 1px solid var(--line); font-size: 0.8125rem; }
#filter label, .menu { display: inline-flex; align-items: center; gap: 0.45rem; color: var(--soft); }
#filter fieldset { display: flex; gap: 0.9rem; border: 0; padding: 0; margin: 0 0 0 auto; }
#filter input { accent-color: var(--accent); margin: 0; }
select, #filter button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; padding: 0.3rem 0.6rem; min-height: 2rem; }
select { width: clamp(8.5rem, 12vw, 11.5rem); }
select:hover, #filter button:hover { border-color: var(--wire); }
#filter button { cursor: pointer; }
#count { font-variant-numeric: tabular-nums; font-weight: 550; }
`;

const PICTURE = `
.headings, .picture { display: grid; column-gap: calc(2 * var(--reach));
  grid-template-columns: minmax(0, 1fr) minmax(0, 0.95fr) minmax(0, 1.35fr) minmax(0, 1.5fr); }
.headings { padding-block: 1.25rem 0.5rem; font-size: 0.8125rem; color: var(--soft); }
.role-row { border-top: 1px solid var(--line); padding-block: 0.85rem; content-visibility: auto; contain-intrinsic-size: auto 5.5rem; }
.headings + .role-row { border-top: 0; }
.column { grid-row: 1; align-self: center; min-width: 0; }
.of-lanes, .lane { display: grid; grid-template-columns: subgrid; grid-column: 1 / 3; align-items: center; }
.lane > .accounts { grid-column: 1; }
.lane > .trust { grid-column: 2; }
.of-role { grid-column: 3; }
.of-services { grid-column: 4; }
.fan > li { position: relative; padding-block: 0.25rem; }
.node { position: relative; padding: 0.45rem 0.8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card);
  font-size: 0.875rem; line-height: 1.4; overflow-wrap: anywhere; }
.node.account { border-radius: 1.3rem; padding-inline: 1rem; }
.node.trust { background: none; border-color: var(--wire); font-size: 0.8125rem; }
.node.trust .soft { display: block; }
.node.role { border-color: var(--wire); padding: 0.6rem 0.9rem; }
.node.role.error { border-color: var(--error); }
.node.role.warning { border-color: var(--warning); }
.node.wide { border-color: var(--warning); }
.node.trust.wide .soft { color: var(--warning); }
.node.open { border-style: dashed; background: none; }
.node h3 { margin: 0; font-size: 0.9375rem; font-weight: 600; line-height: 1.35; }
.node h3 + .badge { margin-top: 0.35rem; }
h3 button { all: unset; box-sizing: border-box; width: 100%; cursor: pointer; display: block; padding-right: 1.4rem; position: relative; }
h3 button:focus-visible { outline: 2px solid var(--accent); outline-offset: 4px; border-radius: 3px; }
h3 button .soft { font-weight: 400; }
h3 button:hover { color: var(--accent); }
h3 button::after { content: ""; position: absolute; right: 0.2rem; top: 0.4em; width: 0.42rem; height: 0.42rem;
  border: solid var(--soft); border-width: 0 1.5px 1.5px 0; transform: rotate(45deg); }
h3 button[aria-expanded="true"]::after { transform: translateY(0.2rem) rotate(225deg); }
.resources { margin-top: 0.15rem; }
.in, .out { position: absolute; inset-block: 0; width: var(--reach); pointer-events: none; }
.in { right: 100%; background: conic-gradient(from 240deg at right, var(--wire) 60deg, transparent 0) right center / 7px 8px no-repeat; }
.out { left: 100%; width: calc(var(--reach) + 0.5px); }
.node > .in { right: calc(100% + 1px); }
.node > .out { left: calc(100% + 1px); }
.in::before, .out::before { content: ""; position: absolute; inset-inline: 0; top: 50%; border: 0 solid var(--wire); border-top-width: 1.5px; }
.fan > li:not(:only-child):first-child > :is(.in, .out)::before { bottom: 0; }
.fan > li:not(:only-child):last-child > :is(.in, .out)::before { top: 0; bottom: 50%; border-top-width: 0; border-bottom-width: 1.5px; }
.fan > li:not(:only-child):is(:first-child, :last-child) > .in::before { border-left-width: 1.5px; }
.fan > li:not(:only-child):is(:first-child, :last-child) > .out::before { border-right-width: 1.5px; }
.fan > li:not(:only-child):first-child > .in::before { border-top-left-radius: 8px; }
.fan > li:not(:only-child):last-child > .in::before { border-bottom-left-radius: 8px; }
.fan > li:not(:only-child):first-child > .out::before { border-top-right-radius: 8px; }
.fan > li:not(:only-child):last-child > .out::before { border-bottom-right-radius: 8px; }
.fan > li:not(:first-child, :last-child) > :is(.in, .out)::after { content: ""; position: absolute; inset-block: 0; border-left: 1.5px solid var(--wire); }
.fan > li:not(:first-child, :last-child) > .in::after { left: 0; }
.fan > li:not(:first-child, :last-child) > .out::after { right: 0; }
`;

const DETAILS = `
.details-inside { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.25rem 2.5rem;
  margin: 0.85rem 0 0.6rem; padding: 1.1rem 1.3rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  font-size: 0.875rem; overflow-wrap: anywhere; }
.whole, .arn { grid-column: 1 / -1; }
.details section > ul:not(.findings) li + li { margin-top: 0.35rem; }
.arn { color: var(--soft); }
.arn b { font-size: 0.8125rem; margin-right: 0.4rem; }
.findings > li { padding: 0.65rem 0.9rem; border-radius: 8px; background: var(--info-paper); }
.findings > li + li { margin-top: 0.5rem; }
.findings > .error { background: var(--error-paper); }
.findings > .warning { background: var(--warning-paper); }
.findings .soft { font-size: 0.8125rem; }
.findings .badge { padding-inline: 0; border: 0; background: none; text-transform: capitalize; margin-right: 0.35rem; }
.fix { margin-top: 0.15rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.8125rem; }
section > ul + table { margin-top: 0.85rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.9rem 0.35rem 0; border-top: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 500; border-top: 0; white-space: nowrap; overflow-wrap: normal; }
td code { display: block; }
.details table { table-layout: fixed; }
.accounts th:nth-child(1) { width: 27%; }
.accounts th:nth-child(2) { width: 18%; }
.accounts th:nth-child(3) { width: 32%; }
.permissions th:nth-child(1) { width: 4rem; }
.permissions th:nth-child(2) { width: 32%; }
.roles { margin-top: 1rem; overflow-wrap: anywhere; }
.roles, .roles thead, .roles tbody { display: block; }
.roles tr { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1.2fr) minmax(0, 1.8fr) 7rem;
  column-gap: 1.25rem; border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 2.4rem; }
.roles thead tr { border-top: 0; }
.roles th[scope="row"] { font-weight: 600; }
.roles th[scope="row"] .soft { font-weight: 400; }
.roles th, .roles td { padding: 0.55rem 0; border: 0; }
.empty { padding-block: 2.5rem; color: var(--soft); }
#others { margin-top: 2.5rem; }
#others .findings { margin-top: 0.75rem; font-size: 0.875rem; overflow-wrap: anywhere; }
footer { padding-block: 2.5rem; color: var(--soft); font-size: 0.8125rem; }
footer p { max-width: 75ch; }
`;

/** Below this width the columns stand on each other, joined by short lines. */
const NARROW = `
@media screen and (max-width: 60rem) {
  .headings { display: none; }
  .picture { display: flex; flex-direction: column; gap: 1.1rem; }
  .of-lanes, .lane { display: block; }
  .of-lanes { order: 1; }
  .of-role { order: 2; }
  .of-services { order: 3; }
  .lane > .accounts { margin-bottom: 0.85rem; }
  .column { align-self: stretch; position: relative; }
  .accounts + .trust::before, .column:not(.of-lanes)::before { content: ""; position: absolute; left: 1.6rem; bottom: 100%; height: 1.1rem; border-left: 1.5px solid var(--wire); }
  .column:not(.of-lanes)::before { height: 1.35rem; }
  .of-services::before { margin-bottom: -0.25rem; }
  .in, .out { display: none; }
  .role-row { padding-block: 1.35rem; contain-intrinsic-size: auto 20rem; }
  .details-inside { grid-template-columns: minmax(0, 1fr); padding: 0.9rem; }
  #filter { position: static; }
  .menu { flex: 1 1 9rem; flex-direction: column; align-items: stretch; gap: 0.2rem; }
  #filter select { width: auto; }
  #filter fieldset { margin: 0; }
  .details section, #table { overflow-x: auto; }
  .details table { min-width: 30rem; }
  .roles { min-width: 52rem; }
}
`;

const PRINT = `
@media print {
  :root { font-size: 11px; --reach: 1.1rem; }
  body { background: none; }
  header, main, footer { max-width: none; padding-inline: 0; }
  #filter, .skip, h3 button::after { display: none !important; }
  .role-row, .roles tr { content-visibility: visible; break-inside: avoid; }
  .details { content-visibility: visible !important; }
  .details-inside { background: none; grid-template-columns: minmax(0, 1fr); }
}
`;

export const PAGE_STYLE = [BASE, HEAD, PICTURE, DETAILS, NARROW, PRINT].join('');
