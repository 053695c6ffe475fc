// Reload the list when the folder has changed, and only while somebody looks at it.
const { version, versionUrl } = document.body.dataset;

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(versionUrl, { cache: "no-store" });
      if (answer.ok && (await answer.text()) !== version) {
        location.reload();
        return;
      }
    } catch {
      // The demo has stopped or is starting again: look again later.
    }
  }
  setTimeout(look, 2000);
}

setTimeout(look, 2000);
