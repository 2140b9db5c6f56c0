// Renders BPMN files to PNG with bpmn-js in the system's Chromium; exits 1 if bpmn-js warns.
// node tools/layout/render.mjs a.bpmn b.bpmn …   →  a.png b.png beside them   (--scale 2, --out folder)
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { withPage } from '../chromium.mjs';

const BUNDLE = 'dist/bpmn-navigated-viewer.production.min.js', MARGIN = 20;
const MARK = 20; // the bpmn.io mark must stay visible (licence of bpmn-js): it gets a strip of its own

async function preparePage(page) {
  const viewer = join(dirname(createRequire(import.meta.url).resolve('bpmn-js/package.json')), BUNDLE);
  await page.setContent('<style>body{margin:0;background:#fff}#c{width:100vw;height:100vh}</style><div id="c"></div>');
  await page.addScriptTag({ path: viewer });
}

/** Shows a diagram in the page; returns bpmn-js's warnings and the box of what is drawn. */
const showDiagram = (page, xml) => page.evaluate(async text => {
  window.viewer?.destroy();
  window.viewer = new window.BpmnJS({ container: '#c' });
  const { warnings } = await window.viewer.importXML(text);
  const { inner } = window.viewer.get('canvas').viewbox();
  return { warnings: warnings.map(w => w.message), box: inner };
}, xml);

async function takePicture(page, box, scale, path) {
  const width = Math.ceil(box.width) + 2 * MARGIN, height = Math.ceil(box.height) + 2 * MARGIN + MARK;
  await page.setViewport({ width, height, deviceScaleFactor: scale });
  await page.evaluate(view => {
    const canvas = window.viewer.get('canvas');
    canvas.resized();
    canvas.viewbox(view);
  }, { x: box.x - MARGIN, y: box.y - MARGIN, width, height });
  await page.screenshot({ path });
  return `${width}×${height}`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true, options: { scale: { type: 'string', default: '1' }, out: { type: 'string' } },
});
await withPage(async page => {
  await preparePage(page);
  for (const file of positionals) {
    const { warnings, box } = await showDiagram(page, readFileSync(file, 'utf8'));
    const path = join(values.out ?? dirname(file), `${basename(file, '.bpmn')}.png`);
    console.log(`${path}  ${await takePicture(page, box, Number(values.scale), path)}`);
    for (const warning of warnings) console.error(`${file}: ${warning}`);
    if (warnings.length) process.exitCode = 1;
  }
});
