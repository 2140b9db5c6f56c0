// Builds what the pages load: web/assets → web/static/built (viewer, swagger, site), with the licences beside it.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const assets = join(project, 'web', 'assets'), built = join(project, 'web', 'static', 'built');

rmSync(built, { recursive: true, force: true });
await build({
  entryPoints: {
    viewer: join(assets, 'viewer.js'), swagger: join(assets, 'openapi.js'), site: join(assets, 'site.css'),
  },
  outdir: built,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome100', 'firefox100', 'safari15'],
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'linked',
  logLevel: 'warning',
});
