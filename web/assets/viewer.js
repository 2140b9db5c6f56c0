// Shows a diagram: <div data-bpmn-url="…"> becomes the drawing with buttons and a panel about the chosen element.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './viewer.css';
import { make, makePanel, showElement } from './diagram/panel.js';

const CHOSEN = 'diagram-chosen', MARGIN = 20, LARGEST_SCALE = 1; // a small diagram is not blown up

async function readDiagram(url) {
  const answer = await fetch(url, { credentials: 'same-origin', headers: { Accept: 'application/xml' } });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.text();
}

/** The whole diagram in the middle of the sheet, with a margin. */
function fit(viewer) {
  const canvas = viewer.get('canvas');
  canvas.resized();
  const { inner, outer } = canvas.viewbox();
  const needed = [outer.width / (inner.width + 2 * MARGIN), outer.height / (inner.height + 2 * MARGIN)];
  const scale = Math.min(LARGEST_SCALE, ...needed), width = outer.width / scale, height = outer.height / scale;
  canvas.viewbox({ x: inner.x - (width - inner.width) / 2, y: inner.y - (height - inner.height) / 2, width, height });
}

function makeButtons(viewer) {
  const zoom = viewer.get('zoomScroll'), canvas = viewer.get('canvas');
  const actions = [['看全图', () => fit(viewer)], ['放大', () => zoom.stepZoom(1)], ['缩小', () => zoom.stepZoom(-1)],
    ['原大', () => canvas.zoom(1, 'auto')]];
  return make('div', 'diagram-buttons no-print', ...actions.map(([label, act]) => {
    const button = make('button', 'btn btn-outline-secondary btn-sm', label);
    button.type = 'button';
    button.addEventListener('click', act);
    return button;
  }));
}

/** The wheel scrolls the page; with Ctrl it zooms the diagram around the pointer. */
function zoomByWheel(viewer, sheet) {
  sheet.addEventListener('wheel', event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { left, top } = sheet.getBoundingClientRect();
    const pointer = { x: event.clientX - left, y: event.clientY - top };
    viewer.get('zoomScroll').stepZoom(Math.sign(-event.deltaY) / 2, pointer);
  }, { passive: false });
}

function showChosen(viewer, panel) {
  const canvas = viewer.get('canvas');
  let chosen;
  const choose = element => {
    if (chosen) canvas.removeMarker(chosen, CHOSEN);
    chosen = element === canvas.getRootElement() ? undefined : element;
    if (chosen) canvas.addMarker(chosen, CHOSEN);
    showElement(panel, chosen?.businessObject);
  };
  viewer.on('element.click', ({ element }) => choose(element.labelTarget ?? element));
}

async function open(host) {
  const sheet = make('div', 'diagram-sheet'), panel = makePanel();
  sheet.setAttribute('role', 'figure');
  sheet.setAttribute('aria-label', host.dataset.bpmnLabel ?? '流程图');
  const moddleExtensions = { camunda }, zoomScroll = { enabled: false };
  const viewer = new NavigatedViewer({ container: sheet, moddleExtensions, zoomScroll });
  const frame = make('div', 'diagram-frame', sheet);
  host.replaceChildren(frame, panel);
  try {
    await viewer.importXML(await readDiagram(host.dataset.bpmnUrl));
  } catch (error) {
    host.replaceChildren(make('p', 'status-line status-line-bad', '流程图没有打开。请刷新页面再试；仍不行，请告诉管理员。'));
    console.warn(error);
    return;
  }
  const { inner } = viewer.get('canvas').viewbox();
  sheet.style.aspectRatio = `${inner.width + 2 * MARGIN} / ${inner.height + 2 * MARGIN}`;
  fit(viewer);
  frame.prepend(makeButtons(viewer));
  zoomByWheel(viewer, sheet);
  showChosen(viewer, panel);
  host.dataset.bpmnShown = '';
}

for (const host of document.querySelectorAll('[data-bpmn-url]')) open(host);
