// What every script in Firefox begins with: the browser with its popup blocker on, a page whose complaints
// are kept, lines of JSON, and an end that leaves no browser behind.
import puppeteer from 'puppeteer-core';

/** What a page says where the window of the card component needs another click. */
export const PRESS_AGAIN = '準備好了，請再按一次。';

/** Start Firefox for a job (`executable`, `seconds`), and open a page. */
export async function start(job) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: job.executable,
    extraPrefsFirefox: {
      // Puppeteer switches the blocking off, which would hide a window that nobody clicked for.
      'dom.disable_open_during_load': true,
      'intl.accept_languages': 'zh-TW',
    },
  });

  async function end(code) {
    await browser.close();
    process.exit(code);
  }
  // Whatever happens, no browser stays behind.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(1));
  setTimeout(() => end(1), 1000 * job.seconds);

  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));

  /** Run the script's steps; print what was complained of, or why it failed. */
  async function run(steps) {
    try {
      await steps();
      say({ complaints });
      await end(0);
    } catch (fault) {
      const text = await page.evaluate(() => document.body.innerText);
      say({ fault: String(fault), at: page.url(), complaints, text });
      await end(1);
    }
  }

  async function press(name) {
    await page.locator(`button ::-p-text(${name})`).click();
  }

  async function fill(id, value) {
    await page.locator(`#${id}`).fill(value);
  }

  return { browser, page, run, press, fill };
}

/** Print a line of JSON. */
export function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
