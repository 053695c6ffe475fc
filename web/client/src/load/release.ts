/** After a release the files of an older page are gone: the page is loaded again, once. */

const RELOADED = 'reloaded-for-release';
// A second failure so soon is no release: another load would not help.
const ONCE_IN_MS = 60_000;

/** Load the page again where the service is reached and this was not tried just now; else return. */
export async function reloadOnce(): Promise<void> {
  if (!(await isReached()) || !mayReload()) return;
  location.reload();
  // What is on the screen stays until the new page is there.
  await new Promise(() => {});
}

/** Whether the service answers for the page's address, which a browser without a network cannot ask. */
async function isReached(): Promise<boolean> {
  try {
    const answer = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' });
    return answer.status < 500;
  } catch {
    return false;
  }
}

function mayReload(): boolean {
  try {
    const last = Number(sessionStorage.getItem(RELOADED));
    if (Date.now() - last < ONCE_IN_MS) return false;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    return true;
  } catch {
    // Without a place to remember it, the page could load again for ever.
    return false;
  }
}
