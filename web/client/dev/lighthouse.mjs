/** Measure the pages people meet first with Lighthouse, on a telephone and a desk; fail below the limits. */
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';

const PAGES = ['/', '/apply', '/sign-in', '/status'];
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
const chromePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
// As root, as on build servers, Chromium starts without its sandbox only.
const chromeFlags = ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage'];
const browser = await launch({ chromePath, chromeFlags });
let failed = false;
try {
  for (const [form, config] of CONFIGS) {
    for (const page of PAGES) {
      const options = {
        port: browser.port,
        onlyCategories: Object.keys(LIMITS),
        logLevel: 'error',
      };
      const { lhr } = await lighthouse(origin + page, options, config);
      const scores = Object.entries(LIMITS).map(([name, limit]) => {
        const score = Math.round((lhr.categories[name]?.score ?? 0) * 100);
        if (score < limit) failed = true;
        return `${name} ${score}${score < limit ? ` (wanted: ${limit})` : ''}`;
      });
      const measured = METRICS.map((id) => lhr.audits[id]?.displayValue?.replace(/\s/g, ' ')).join(
        ', ',
      );
      process.stdout.write(
        `${form.padEnd(10)} ${page.padEnd(10)} ${scores.join(', ')} (${measured})\n`,
      );
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
  }
} finally {
  browser.kill();
}
if (failed) process.exitCode = 1;
