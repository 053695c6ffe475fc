// Binds an administrator's card in Firefox, approves a case at the desk by the keyboard, after a card
// proof if the page asks for one, and prints what the page says as a line of JSON.
//
// node firefox_desk.mjs LINK JOB, where LINK is the invitation's and JOB is JSON: `pin`, `holder`
// (values by the ids of the card's form), `executable` (of the browser), `seconds` (that it may take).
import puppeteer from 'puppeteer-core';

const PRESS_AGAIN = '準備好了，請再按一次。';

const [link, given] = process.argv.slice(2);
const job = JSON.parse(given);

const browser = await puppeteer.launch({
  browser: 'firefox',
  executablePath: job.executable,
  extraPrefsFirefox: {
    // Puppeteer switches the blocking off, which would hide a window that nobody clicked for.
    'dom.disable_open_during_load': true,
    'intl.accept_languages': 'zh-TW',
  },
});
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

try {
  await page.goto(link);
  await press('開始綁定');
  await page.locator('#pin').fill(job.pin);
  await pressUntil('取得憑證資訊', '[role=alert]');
  for (const [id, value] of Object.entries(job.holder)) await page.locator(`#${id}`).fill(value);
  await press('確認送出');

  await page.waitForSelector('.queue tbody tr');
  await page.keyboard.press('j');
  const first = await page.$eval('.queue a:focus', (each) => each.textContent);
  const before = await page.title();
  await page.keyboard.press('Enter');
  await page.waitForSelector('#decide');
  await page.keyboard.press('a');
  await page.waitForSelector('dialog[open]');
  await page.keyboard.press('Enter');
  const said = await page.waitForSelector('.said ::-p-text(已核准。)');
  say({
    first,
    before,
    said: await said.evaluate((each) => each.textContent),
    next: await page.$eval('h1', (each) => each.textContent),
    focused: await page.evaluate(() => document.activeElement.tagName),
    after: await page.title(),
  });
  say({ complaints });
  await end(0);
} catch (fault) {
  const text = await page.evaluate(() => document.body.innerText);
  say({ fault: String(fault), at: page.url(), complaints, text });
  await end(1);
}

async function press(name) {
  await page.locator(`button ::-p-text(${name})`).click();
}

/** Press, again as long as the page asks for it, until something is there. */
async function pressUntil(name, selector) {
  for (;;) {
    await press(name);
    const answer = await page.waitForFunction(
      (wanted, again) =>
        document.querySelector(wanted)?.textContent ||
        [...document.querySelectorAll('[role=status]')].find((each) => each.textContent === again)
          ?.textContent,
      {},
      selector,
      PRESS_AGAIN,
    );
    if ((await answer.jsonValue()) !== PRESS_AGAIN) return;
  }
}

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function end(code) {
  await browser.close();
  process.exit(code);
}
