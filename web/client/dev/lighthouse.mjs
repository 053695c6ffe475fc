/**
 * Measure the pages people meet first with Lighthouse, on a telephone and a desk; fail below the limits.
 *
 * lighthouse.mjs ORIGIN RUNS. With the cookies of a member of staff in DESK_COOKIE, pages of the desk too,
 * which staff use at a desk alone; without them its sign-in.
 */
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';

const PAGES = ['/', '/apply', '/sign-in', '/status'];
const cookie = process.env.DESK_COOKIE;
const DESK_PAGES = cookie
  ? ['/staff', '/staff/accounts', '/staff/disputes', '/staff/people', '/staff/health']
  : ['/staff'];
const LIMITS = { performance: 98, accessibility: 100, 'best-practices': 100 };
// First paint, largest paint, blocked time, shift.
const METRICS = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
];
const CONFIGS = [
  ['telephone', undefined],
  ['desk', desktopConfig],
];

const origin = process.argv[2] ?? 'http://localhost:8000';
// On a busy machine the middle one of several runs tells more than one run.
const runs = Number(process.argv[3] ?? 1);
const chromePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
// As root, as on build servers, Chromium starts without its sandbox only.
const chromeFlags = ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage'];
const browser = await launch({ chromePath, chromeFlags });
let failed = false;
try {
  for (const [form, config] of CONFIGS) {
    for (const page of config ? [...PAGES, ...DESK_PAGES] : PAGES) {
      const measured = [];
      const headers = DESK_PAGES.includes(page) && cookie ? { Cookie: cookie } : undefined;
      for (let run = 0; run < runs; run += 1) {
        measured.push(await measure(origin + page, config, headers));
      }
      measured.sort((one, other) => scoreOf(one, 'performance') - scoreOf(other, 'performance'));
      report(`${form.padEnd(10)} ${page.padEnd(16)}`, measured);
    }
  }
} finally {
  browser.kill();
}
if (failed) process.exitCode = 1;

async function measure(address, config, extraHeaders, attempts = 3) {
  const options = {
    port: browser.port,
    onlyCategories: Object.keys(LIMITS),
    ...(extraHeaders && { extraHeaders }),
    logLevel: 'error',
  };
  const { lhr } = await lighthouse(address, options, config);
  // Now and then Chromium records nothing, which says nothing of the page.
  const isVoid = lhr.categories.performance.score === null;
  return isVoid && attempts > 1 ? measure(address, config, extraHeaders, attempts - 1) : lhr;
}

function scoreOf(lhr, category) {
  return Math.round((lhr.categories[category]?.score ?? 0) * 100);
}

/** Print the run in the middle, what each of its figures was, and what it fails. */
function report(name, measured) {
  const lhr = measured[Math.floor(measured.length / 2)];
  const scores = Object.entries(LIMITS).map(([category, limit]) => {
    const score = scoreOf(lhr, category);
    if (score < limit) failed = true;
    return `${category} ${score}${score < limit ? ` (wanted: ${limit})` : ''}`;
  });
  const figures = METRICS.map((id) => lhr.audits[id]?.displayValue?.replace(/\s/g, ' ')).join(', ');
  process.stdout.write(`${name} ${scores.join(', ')} (${figures})\n`);
  if (measured.length > 1) {
    const all = measured.map((each) => scoreOf(each, 'performance')).join(' ');
    process.stdout.write(`    performance of all runs: ${all}\n`);
  }
  for (const audit of Object.values(lhr.audits)) {
    if (
      audit.score === 0 &&
      !audit.id.endsWith('-insight') &&
      audit.scoreDisplayMode === 'binary'
    ) {
      process.stdout.write(`    ${audit.id}: ${audit.title}\n`);
    }
  }
}
