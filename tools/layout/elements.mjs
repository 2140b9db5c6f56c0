// What a BPMN element is and how large it is drawn: sizes of shapes and of texts, as bpmn-js draws them.
import { snap } from './geometry.mjs';

const OUTSIDE_FONT = 11, INSIDE_FONT = 12, LINE_HEIGHT = 1.2;

/** Is the element of one of these BPMN types (or a subtype)? */
export const is = (el, ...types) => types.some(type => el.$instanceOf(`bpmn:${type}`));

/** Width of one line; a Chinese character is as wide as the font is high, a Latin one taken as 0.6 of it. */
export const textWidth = (text, font) =>
  [...text].reduce((sum, c) => sum + (/[\u2e80-\uffef]/.test(c) ? font : font * 0.6), 0);

/** Size of a text wrapped at most `max` wide; its lines are taken as balanced. */
export function textSize(text, max = 90, font = OUTSIDE_FONT) {
  const widths = text.split('\n').map(line => textWidth(line, font));
  const linesOf = width => Math.max(1, Math.ceil(width / max));
  const widest = Math.max(...widths.map(width => Math.ceil(width / linesOf(width) / font) * font));
  const lines = widths.reduce((count, width) => count + linesOf(width), 0);
  return { w: Math.ceil(widest) + 4, h: lines * Math.ceil(font * LINE_HEIGHT) };
}

/** Width and height of an element that holds no others. */
export function sizeOf(el) {
  if (is(el, 'Event')) return { w: 36, h: 36 };
  if (is(el, 'Gateway', 'DataStoreReference')) return { w: 50, h: 50 };
  if (is(el, 'DataObjectReference')) return { w: 36, h: 50 };
  if (is(el, 'TextAnnotation')) {
    const text = textSize(el.text ?? '', 132, INSIDE_FONT);
    return { w: snap(text.w + 16), h: snap(text.h + 12) };
  }
  return { w: 100, h: Math.max(80, snap(textSize(el.name ?? '', 84, INSIDE_FONT).h + 30)) };
}

/** Events, gateways and data carry their name outside. */
export const namedOutside = el =>
  Boolean(el.name) && is(el, 'Event', 'Gateway', 'DataObjectReference', 'DataStoreReference');
