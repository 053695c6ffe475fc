// Applies at a portal with a card, in Firefox with its popup blocker on, and prints a line of JSON
// for each answer of the page.
//
// node firefox.mjs ORIGIN JOB, where JOB is JSON: `company` (values by the ids of form 1/2), `holder`
// (the same of form 2/2), `pins` (tried one after the other), `byScript` (nobody clicks: a script
// presses), `windows` (that watch beside the page, which then leaves, as the first of them does),
// `executable` (of the browser), `seconds` (that it may all take).
import { PRESS_AGAIN, say, start } from './firefox_browser.mjs';

const [origin, given] = process.argv.slice(2);
const job = JSON.parse(given);
const { browser, page, run, press, fill } = await start(job);

await page.evaluateOnNewDocument(() => {
  const { open } = window;
  window.opened = [];
  window.open = (...args) => {
    const popup = open.apply(window, args);
    window.opened.push(popup !== null);
    return popup;
  };
});

await run(async () => {
  await page.goto(`${origin}/apply`);
  await press('我已閱讀，開始填寫');
  for (const [id, value] of Object.entries(job.company)) {
    await nextPageUnless(id);
    await fill(id, value);
  }
  await press('下一步');
  await press('確認無誤，前往綁定憑證');
  for (const pin of job.pins) {
    await fill('pin', pin);
    const told = await answerTo('取得憑證資訊');
    say({ told, opened: await page.evaluate(() => window.opened) });
  }
  if (job.holder) {
    for (const [id, value] of Object.entries(job.holder)) await fill(id, value);
    await press('確認送出');
    await page.waitForSelector('.panel .state');
    if (job.windows) await watchIn(job.windows);
    const state = await page.waitForSelector('.panel .state ::-p-text(審核通過)');
    say({ state: await state.evaluate((each) => each.textContent) });
  }
});

/** Watch in so many windows; those that stay say when they have seen the decision. */
async function watchIn(count) {
  const windows = [];
  for (let opened = 0; opened < count; opened += 1) {
    const each = await browser.newPage({ type: 'window' });
    await each.goto(`${origin}/status`);
    windows.push(each);
  }
  for (const each of windows) await each.waitForSelector('p.live[data-live=LIVE]');
  say({ live: windows.length });
  await page.goto(`${origin}/help`);
  await windows.shift().close();
  const seen = windows.map((each) =>
    each.evaluate(
      (decided) =>
        new Promise((resolve) => {
          const look = () =>
            document.querySelector('.panel .state').textContent === decided && resolve(Date.now());
          new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
          look();
        }),
      '審核通過',
    ),
  );
  say({ at: await Promise.all(seen) });
  await page.goto(`${origin}/status`);
}

async function nextPageUnless(id) {
  if (!((await page.waitForSelector('form input')) && (await page.$(`#${id}`))))
    await press('下一步');
}

/** Press as a page's own script may, once no click of a person counts any more. */
async function pressByScript(name) {
  await page.waitForFunction(() => !navigator.userActivation.isActive);
  await page.$eval(`button ::-p-text(${name})`, (button) => button.click());
}

/** Press, again as long as the page asks for it, and give the notice that was not there before. */
async function answerTo(name) {
  const old = await page.evaluate(() => document.querySelector('[role=alert]')?.textContent);
  for (;;) {
    await (job.byScript ? pressByScript(name) : press(name));
    const answer = await page.waitForFunction(
      (old, again) => {
        const said = document.querySelector('[role=alert]')?.textContent;
        if (said && said !== old) return said;
        return [...document.querySelectorAll('[role=status]')]
          .map((each) => each.textContent)
          .find((each) => each === again);
      },
      {},
      old,
      PRESS_AGAIN,
    );
    const said = await answer.jsonValue();
    if (said !== PRESS_AGAIN) return said;
  }
}
