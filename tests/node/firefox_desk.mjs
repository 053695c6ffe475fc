// Binds an administrator's card in Firefox, approves a case at the desk by the keyboard, after a card
// proof if the page asks for one, and prints what the page says as a line of JSON.
//
// node firefox_desk.mjs LINK JOB, where LINK is the invitation's and JOB is JSON: `pin`, `holder`
// (values by the ids of the card's form), `executable` (of the browser), `seconds` (that it may take).
import { PRESS_AGAIN, say, start } from './firefox_browser.mjs';

const [link, given] = process.argv.slice(2);
const job = JSON.parse(given);
const { page, run, press, fill } = await start(job);

await run(async () => {
  await page.goto(link);
  await press('開始綁定');
  await fill('pin', job.pin);
  await pressUntil('取得憑證資訊', '[role=alert]');
  for (const [id, value] of Object.entries(job.holder)) await fill(id, value);
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
});

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
