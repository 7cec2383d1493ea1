import type { Browser } from 'playwright-core';
import { median } from '../table.ts';

/** What somebody with a slow telephone lives through; medians of the visits. */
export interface PhoneVisit {
  /** Until the largest thing that is seen at first stands there, milliseconds. */
  readonly largestPaintMs: number;
  /** How long the page does not answer to fingers, milliseconds: of each task what is above 50. */
  readonly blockingMs: number;
  /** Of what is shown, how much moves by itself; 0 to 1. */
  readonly shift: number;
}

const PHONE = { width: 360, height: 740 };
const CPU_SLOWER = 4;
/** 1.6 Mbit/s, in bytes per second. */
const BYTES_PER_SECOND = (1.6 * 1024 * 1024) / 8;
const LATENCY_MS = 150;
const VISITS = 5;

/**
 * Each visit is the first: nothing is in the browser's cache.
 * @param cookie of somebody who has signed in: `name=value`
 */
export async function visitByPhone(browser: Browser, url: string, cookie?: string): Promise<PhoneVisit> {
  const visits: PhoneVisit[] = [];
  for (let visit = 0; visit <= VISITS; visit += 1) visits.push(await once(browser, url, cookie));
  const counted = visits.slice(1);
  return {
    largestPaintMs: median(counted.map((each) => each.largestPaintMs)),
    blockingMs: median(counted.map((each) => each.blockingMs)),
    shift: median(counted.map((each) => each.shift)),
  };
}

async function once(browser: Browser, url: string, cookie: string | undefined): Promise<PhoneVisit> {
  const context = await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true });
  const [name, value] = cookie?.split('=') ?? [];
  if (name && value) await context.addCookies([{ name, value, url: new URL(url).origin }]);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: BYTES_PER_SECOND,
    uploadThroughput: BYTES_PER_SECOND,
  });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER });
  await page.addInitScript(WATCH);
  await page.goto(url, { waitUntil: 'networkidle' });
  const visit = await page.evaluate<PhoneVisit>('globalThis.watched');
  await context.close();
  return visit;
}

const WATCH = `
  const watched = (globalThis.watched = { largestPaintMs: 0, blockingMs: 0, shift: 0 });
  const watch = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch('largest-contentful-paint', ({ startTime }) => (watched.largestPaintMs = startTime));
  watch('longtask', ({ duration }) => (watched.blockingMs += Math.max(0, duration - 50)));
  watch('layout-shift', ({ value, hadRecentInput }) => (watched.shift += hadRecentInput ? 0 : value));
`;
