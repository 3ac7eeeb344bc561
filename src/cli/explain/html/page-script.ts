/** What the page does: filter, expand, switch. It reads `data-` attributes and builds no HTML. */
export const PAGE_SCRIPT = `'use strict';
(() => {
  const form = document.getElementById('filter');
  const count = document.getElementById('count');
  const expand = document.getElementById('expand');
  const facets = ['namespace', 'service', 'finding'];
  const items = [...document.querySelectorAll('[data-item]')].map((element) => ({
    element,
    ids: facets.map((facet) => new Set(element.dataset[facet].split(' '))),
  }));
  const roles = items.filter(({ element }) => element.matches('.role-row'));
  const noMatch = document.getElementById('no-match');

  const apply = () => {
    const wanted = facets.map((facet) => form.elements[facet].value);
    for (const { element, ids } of items) {
      element.hidden = !wanted.every((id, i) => id === '' || ids[i].has(id));
    }
    const left = roles.filter(({ element }) => !element.hidden).length;
    const all = roles.length;
    count.textContent = (left === all ? '' : left + ' of ') + all + (all === 1 ? ' role' : ' roles');
    noMatch.hidden = left > 0 || all === 0;
    const table = form.elements.view.value === 'table';
    document.getElementById('picture').hidden = table;
    document.getElementById('table').hidden = !table;
    expand.hidden = table;
  };

  const toggle = (button, open) => {
    button.setAttribute('aria-expanded', String(open));
    const details = document.getElementById(button.getAttribute('aria-controls'));
    // Searching in the page finds what is closed, and opens it.
    if (open) details.removeAttribute('hidden');
    else details.setAttribute('hidden', 'until-found');
  };
  const buttons = [...document.querySelectorAll('button[aria-controls]')];
  for (const button of buttons) {
    toggle(button, false);
    button.addEventListener('click', () => {
      toggle(button, button.getAttribute('aria-expanded') !== 'true');
    });
    const details = document.getElementById(button.getAttribute('aria-controls'));
    details.addEventListener('beforematch', () => toggle(button, true));
  }
  expand.addEventListener('click', () => {
    const open = expand.getAttribute('aria-pressed') !== 'true';
    expand.setAttribute('aria-pressed', String(open));
    expand.textContent = open ? 'Collapse all' : 'Expand all';
    for (const button of buttons) toggle(button, open);
  });

  form.addEventListener('change', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    for (const facet of facets) form.elements[facet].value = '';
    apply();
  });
  form.hidden = false;
  apply();
})();
`;
