// The column beside a diagram: what the chosen element is, what the policy says there, and its settings.
import { factsOf } from './facts.js';

const HINT = '点一个环节，这里显示它的政策依据和设置。拖动可以移动图，按住 Ctrl 滚动鼠标滚轮可以缩放。';
const REQUIREMENT = /^(R-\d+)\s+(.*)$/;

/** An element with a class and text or children. Texts come from uploaded files: never through innerHTML. */
export function make(tag, className, ...content) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...content);
  return node;
}

/** A paragraph that quotes the policy starts with the id of the requirement. */
function paragraph(line) {
  const [, id, quote] = line.match(REQUIREMENT) ?? [];
  if (!id) return make('p', '', line);
  return make('blockquote', 'policy', quote, make('footer', 'quiet small', id));
}

/** An empty panel with its hint. */
export function makePanel() {
  const panel = make('aside', 'diagram-panel', make('p', 'quiet', HINT));
  panel.setAttribute('aria-live', 'polite');
  panel.setAttribute('aria-label', '所选环节');
  return panel;
}

/** Fills the panel with one element of the diagram, or with the hint when there is none. */
export function showElement(panel, element) {
  if (!element) {
    panel.replaceChildren(make('p', 'quiet', HINT));
    return;
  }
  const { type, name, paragraphs, facts } = factsOf(element);
  const list = make('dl', 'facts');
  for (const [label, value] of facts) list.append(make('dt', '', label), make('dd', '', value));
  const head = [make('p', 'diagram-type', type), make('h2', 'diagram-name', name)];
  panel.replaceChildren(...head, ...paragraphs.map(paragraph), list);
}
