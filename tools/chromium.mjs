// Finds the system's Chromium and opens it for pictures and checks in a profile of its own.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import puppeteer from 'puppeteer-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const QUIET = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

function findChromium() {
  const onPath = name => (process.env.PATH ?? '').split(delimiter).map(dir => join(dir, name)).find(existsSync);
  const found = process.env.CHROMIUM || NAMES.map(onPath).find(Boolean);
  if (found) return found;
  throw new Error('no Chromium found: install it (Debian: apt-get install chromium fonts-wqy-microhei) '
    + 'or set CHROMIUM to its path');
}

/** Calls `work` with a page and closes everything after it; returns what it returns. */
export async function withPage(work) {
  const profile = mkdtempSync(join(tmpdir(), 'diagram-'));
  const executablePath = findChromium();
  const browser = await puppeteer.launch({ executablePath, headless: true, userDataDir: profile, args: QUIET });
  try {
    return await work(await browser.newPage());
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
